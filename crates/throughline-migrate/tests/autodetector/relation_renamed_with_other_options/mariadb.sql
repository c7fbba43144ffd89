-- ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE `course_students` RENAME TO `attendance`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `attendance` DROP FOREIGN KEY `course_students_course_id_fk`, ADD CONSTRAINT `attendance_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `attendance` DROP FOREIGN KEY `course_students_student_id_fk`, ADD CONSTRAINT `attendance_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
CREATE INDEX `attendance_student_id_course_id_idx` ON `attendance` (`student_id`, `course_id`);
DROP INDEX `course_students_student_id_course_id_idx` ON `attendance`;

-- ~ Alter field pupils of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE `attendance` RENAME COLUMN `course_id` TO `lecture_id`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `attendance` DROP FOREIGN KEY `attendance_course_id_fk`, ADD CONSTRAINT `attendance_lecture_id_fk` FOREIGN KEY (`lecture_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
CREATE INDEX `attendance_student_id_lecture_id_idx` ON `attendance` (`student_id`, `lecture_id`);
DROP INDEX `attendance_student_id_course_id_idx` ON `attendance`;
