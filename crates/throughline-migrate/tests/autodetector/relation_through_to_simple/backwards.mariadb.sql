-- Undo: ~ Turn the through model of Course.students into a join table (other values are lost)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `course_students` RENAME TO `enrollment`;
ALTER TABLE `enrollment` ADD COLUMN `id` bigint AUTO_INCREMENT PRIMARY KEY;
ALTER TABLE `enrollment` ADD COLUMN `grade` int NOT NULL;
ALTER TABLE `enrollment` DROP PRIMARY KEY;
ALTER TABLE `enrollment` ADD PRIMARY KEY (`id`);
CREATE UNIQUE INDEX `enrollment_student_id_course_id_uniq` ON `enrollment` (`student_id`, `course_id`);
CREATE INDEX `enrollment_course_id_idx` ON `enrollment` (`course_id`);
DROP INDEX `course_students_student_id_course_id_idx` ON `enrollment`;
