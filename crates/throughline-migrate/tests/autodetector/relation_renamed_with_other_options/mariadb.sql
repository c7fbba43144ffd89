-- ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE `course_students` RENAME TO `attendance`;
CREATE INDEX `attendance_student_id_course_id_idx` ON `attendance` (`student_id`, `course_id`);
DROP INDEX `course_students_student_id_course_id_idx` ON `attendance`;

-- ~ Alter field pupils of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE `attendance` RENAME COLUMN `course_id` TO `lecture_id`;
CREATE INDEX `attendance_student_id_lecture_id_idx` ON `attendance` (`student_id`, `lecture_id`);
DROP INDEX `attendance_student_id_course_id_idx` ON `attendance`;
