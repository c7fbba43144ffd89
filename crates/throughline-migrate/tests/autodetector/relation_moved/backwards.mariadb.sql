-- Undo: ~ Move relation Course.students to Student.courses
--   It writes the table anew; readers and writers wait.
ALTER TABLE `student_courses` RENAME TO `course_students`;
ALTER TABLE `course_students` DROP PRIMARY KEY;
ALTER TABLE `course_students` ADD PRIMARY KEY (`course_id`, `student_id`);
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
DROP INDEX `student_courses_course_id_student_id_idx` ON `course_students`;
