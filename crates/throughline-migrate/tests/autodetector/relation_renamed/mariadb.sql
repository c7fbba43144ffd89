-- ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE `course_students` RENAME TO `course_pupils`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `course_pupils` DROP FOREIGN KEY `course_students_course_id_fk`, ADD CONSTRAINT `course_pupils_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `course_pupils` DROP FOREIGN KEY `course_students_student_id_fk`, ADD CONSTRAINT `course_pupils_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
CREATE INDEX `course_pupils_student_id_course_id_idx` ON `course_pupils` (`student_id`, `course_id`);
DROP INDEX `course_students_student_id_course_id_idx` ON `course_pupils`;
