ALTER TABLE `course_students` RENAME COLUMN `pupil_id` TO `student_id`;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
DROP INDEX `course_students_pupil_id_course_id_idx` ON `course_students`;
ALTER TABLE `pupil` RENAME TO `student`;
