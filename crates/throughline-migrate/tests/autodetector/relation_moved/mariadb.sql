-- ~ Move relation Course.students to Student.courses
--   It writes the table anew; readers and writers wait.
ALTER TABLE `course_students` RENAME TO `student_courses`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `student_courses` DROP FOREIGN KEY `course_students_student_id_fk`, ADD CONSTRAINT `student_courses_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `student_courses` DROP FOREIGN KEY `course_students_course_id_fk`, ADD CONSTRAINT `student_courses_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
CREATE INDEX `student_courses_course_id_student_id_idx` ON `student_courses` (`course_id`, `student_id`);
ALTER TABLE `student_courses` DROP PRIMARY KEY, ADD PRIMARY KEY (`student_id`, `course_id`);
DROP INDEX `course_students_student_id_course_id_idx` ON `student_courses`;
