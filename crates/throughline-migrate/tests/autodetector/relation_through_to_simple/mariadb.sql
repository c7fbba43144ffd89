-- ~ Turn the through model of Course.students into a join table (other values are lost)
--   Loses data.
--   It writes the table anew; readers and writers wait.
ALTER TABLE `enrollment` RENAME TO `course_students`;
ALTER TABLE `course_students` DROP PRIMARY KEY;
ALTER TABLE `course_students` ADD PRIMARY KEY (`course_id`, `student_id`);
ALTER TABLE `course_students` DROP COLUMN `id`;
ALTER TABLE `course_students` DROP COLUMN `grade`;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
DROP INDEX `enrollment_student_id_course_id_uniq` ON `course_students`;
DROP INDEX `enrollment_course_id_idx` ON `course_students`;
