-- Undo: ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE `course_pupils` RENAME TO `course_students`;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
DROP INDEX `course_pupils_student_id_course_id_idx` ON `course_students`;
