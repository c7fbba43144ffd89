-- Undo: ~ Alter field pupils of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE `attendance` RENAME COLUMN `lecture_id` TO `course_id`;
CREATE INDEX `attendance_student_id_course_id_idx` ON `attendance` (`student_id`, `course_id`);
DROP INDEX `attendance_student_id_lecture_id_idx` ON `attendance`;

-- Undo: ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE `attendance` RENAME TO `course_students`;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
DROP INDEX `attendance_student_id_course_id_idx` ON `course_students`;
