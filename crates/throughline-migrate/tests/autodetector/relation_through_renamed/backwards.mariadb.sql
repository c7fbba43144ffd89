-- Undo: ~ Rename model Enrollment to Membership
--   It reads all rows; readers and writers wait.
ALTER TABLE `membership` RENAME TO `enrollment`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `enrollment` DROP FOREIGN KEY `membership_student_id_fk`, ADD CONSTRAINT `enrollment_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `enrollment` DROP FOREIGN KEY `membership_course_id_fk`, ADD CONSTRAINT `enrollment_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
CREATE UNIQUE INDEX `enrollment_student_id_course_id_uniq` ON `enrollment` (`student_id`, `course_id`);
CREATE INDEX `enrollment_course_id_idx` ON `enrollment` (`course_id`);
DROP INDEX `membership_student_id_course_id_uniq` ON `enrollment`;
DROP INDEX `membership_course_id_idx` ON `enrollment`;
