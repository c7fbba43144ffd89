CREATE INDEX `seat_student_id_idx` ON `seat` (`student_id`);
DROP INDEX `seat_student_id_course_id_uniq` ON `seat`;
ALTER TABLE `seat` MODIFY COLUMN `id` bigint NOT NULL;
ALTER TABLE `seat` DROP PRIMARY KEY;
ALTER TABLE `seat` ADD PRIMARY KEY (`student_id`, `course_id`);
DROP INDEX `seat_student_id_idx` ON `seat`;
ALTER TABLE `seat` DROP COLUMN `id`;
