ALTER TABLE `seat` ADD COLUMN `id` bigint NOT NULL;
ALTER TABLE `seat` MODIFY COLUMN `id` bigint AUTO_INCREMENT PRIMARY KEY;
ALTER TABLE `seat` DROP PRIMARY KEY;
ALTER TABLE `seat` ADD PRIMARY KEY (`id`);
CREATE INDEX `seat_student_id_idx` ON `seat` (`student_id`);
CREATE UNIQUE INDEX `seat_student_id_course_id_uniq` ON `seat` (`student_id`, `course_id`);
DROP INDEX `seat_student_id_idx` ON `seat`;
