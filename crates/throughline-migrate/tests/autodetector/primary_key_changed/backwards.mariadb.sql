-- Undo: - Remove field id from Student (its values are lost)
ALTER TABLE `student` ADD COLUMN `id` bigint NOT NULL;

-- Undo: ~ Change the primary key of Student to (code)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `room` DROP FOREIGN KEY `room_student_id_fk`;
ALTER TABLE `room` ADD COLUMN `throughline_new_student_id` bigint;
UPDATE `room` SET `throughline_new_student_id` = (SELECT `there`.`id` FROM `student` AS `there` WHERE `there`.`code` = `room`.`student_id`);
ALTER TABLE `room` DROP COLUMN `student_id`;
ALTER TABLE `room` RENAME COLUMN `throughline_new_student_id` TO `student_id`;
ALTER TABLE `room` MODIFY COLUMN `student_id` bigint NOT NULL;
ALTER TABLE `room` ADD CONSTRAINT `room_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
ALTER TABLE `student` MODIFY COLUMN `id` bigint AUTO_INCREMENT PRIMARY KEY;
ALTER TABLE `student` DROP PRIMARY KEY;
ALTER TABLE `student` ADD PRIMARY KEY (`id`);

-- Undo: - Remove unique key (code) from Student
--   It reads all rows.
CREATE UNIQUE INDEX `student_code_uniq` ON `student` (`code`);
