-- ~ Rename model Enrollment to Membership
--   It reads all rows; readers and writers wait.
ALTER TABLE `enrollment` RENAME TO `membership`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `membership` DROP FOREIGN KEY `enrollment_student_id_fk`, ADD CONSTRAINT `membership_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `membership` DROP FOREIGN KEY `enrollment_course_id_fk`, ADD CONSTRAINT `membership_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
CREATE UNIQUE INDEX `membership_student_id_course_id_uniq` ON `membership` (`student_id`, `course_id`);
CREATE INDEX `membership_course_id_idx` ON `membership` (`course_id`);
DROP INDEX `enrollment_student_id_course_id_uniq` ON `membership`;
DROP INDEX `enrollment_course_id_idx` ON `membership`;
