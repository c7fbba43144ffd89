-- Undo: ~ Turn the links of Course.students into model Enrollment
--   It writes the table anew; readers and writers wait.
ALTER TABLE `enrollment` RENAME TO `course_students`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `course_students` DROP FOREIGN KEY `enrollment_course_id_fk`, ADD CONSTRAINT `course_students_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `course_students` DROP FOREIGN KEY `enrollment_student_id_fk`, ADD CONSTRAINT `course_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
ALTER TABLE `course_students` DROP PRIMARY KEY, ADD PRIMARY KEY (`course_id`, `student_id`), DROP COLUMN `id`, DROP COLUMN `grade`;
DROP INDEX `enrollment_student_id_course_id_uniq` ON `course_students`;
DROP INDEX `enrollment_course_id_idx` ON `course_students`;
