-- - Remove unique key (code) from Student
DROP INDEX `student_code_uniq` ON `student`;

-- ~ Change the primary key of Student to (code)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `room` DROP FOREIGN KEY `room_student_id_fk`;
ALTER TABLE `room` ADD COLUMN `throughline_new_student_id` varchar(20);
UPDATE `room` SET `throughline_new_student_id` = (SELECT `there`.`code` FROM `student` AS `there` WHERE `there`.`id` = `room`.`student_id`);
ALTER TABLE `room` DROP INDEX IF EXISTS `room_student_id_idx`, DROP COLUMN `student_id`, CHANGE COLUMN `throughline_new_student_id` `student_id` varchar(20) NOT NULL, ADD INDEX `room_student_id_idx` (`student_id`);
ALTER TABLE `student` MODIFY COLUMN `id` bigint NOT NULL;
ALTER TABLE `student` DROP PRIMARY KEY, ADD PRIMARY KEY (`code`);
ALTER TABLE `room` ADD CONSTRAINT `room_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`code`) ON DELETE CASCADE;

-- - Remove field id from Student (its values are lost)
--   Loses data.
ALTER TABLE `student` DROP COLUMN `id`;
