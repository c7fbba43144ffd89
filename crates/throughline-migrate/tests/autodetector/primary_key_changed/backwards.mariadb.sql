-- Undo: - Remove field id from Student (its values are lost)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `student` ADD COLUMN `id` bigint NOT NULL AUTO_INCREMENT UNIQUE KEY;
ALTER TABLE `student` MODIFY COLUMN `id` bigint NOT NULL, DROP INDEX `id`;

-- Undo: ~ Change the primary key of Student to (code)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `room` DROP FOREIGN KEY `room_student_id_fk`;
ALTER TABLE `room` ADD COLUMN `throughline_new_student_id` bigint;
UPDATE `room` SET `throughline_new_student_id` = (SELECT `there`.`id` FROM `student` AS `there` WHERE `there`.`code` = `room`.`student_id`);
ALTER TABLE `room` DROP INDEX IF EXISTS `room_student_id_idx`, DROP COLUMN `student_id`, CHANGE COLUMN `throughline_new_student_id` `student_id` bigint NOT NULL, ADD INDEX `room_student_id_idx` (`student_id`);
ALTER TABLE `student` DROP PRIMARY KEY, MODIFY COLUMN `id` bigint AUTO_INCREMENT PRIMARY KEY;
ALTER TABLE `room` ADD CONSTRAINT `room_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;

-- Undo: - Remove unique key (code) from Student
--   It reads all rows.
CREATE UNIQUE INDEX `student_code_uniq` ON `student` (`code`);
