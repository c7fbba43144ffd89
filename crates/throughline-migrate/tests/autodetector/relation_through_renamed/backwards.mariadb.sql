-- Undo: ~ Rename model Enrollment to Membership
--   It reads all rows; readers and writers wait.
ALTER TABLE `membership` RENAME TO `enrollment`;
CREATE UNIQUE INDEX `enrollment_student_id_course_id_uniq` ON `enrollment` (`student_id`, `course_id`);
CREATE INDEX `enrollment_course_id_idx` ON `enrollment` (`course_id`);
DROP INDEX `membership_student_id_course_id_uniq` ON `enrollment`;
DROP INDEX `membership_course_id_idx` ON `enrollment`;
