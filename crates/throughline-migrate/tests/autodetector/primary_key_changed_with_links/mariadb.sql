-- - Remove unique key (code) from Student
DROP INDEX `student_code_uniq` ON `student`;

-- ~ Change the primary key of Student to (code)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `course_students` DROP FOREIGN KEY `course_students_student_id_fk`;
ALTER TABLE `student_friends` DROP FOREIGN KEY `student_friends_from_student_id_fk`;
ALTER TABLE `student_friends` DROP FOREIGN KEY `student_friends_to_student_id_fk`;
ALTER TABLE `student` MODIFY COLUMN `id` bigint NOT NULL;
ALTER TABLE `course_students` ADD COLUMN `throughline_new_student_id` varchar(20);
UPDATE `course_students` SET `throughline_new_student_id` = (SELECT `there`.`code` FROM `student` AS `there` WHERE `there`.`id` = `course_students`.`student_id`);
ALTER TABLE `course_students` DROP PRIMARY KEY, DROP INDEX IF EXISTS `course_students_student_id_course_id_idx`, DROP COLUMN `student_id`, CHANGE COLUMN `throughline_new_student_id` `student_id` varchar(20) NOT NULL, ADD PRIMARY KEY (`course_id`, `student_id`), ADD INDEX `course_students_student_id_course_id_idx` (`student_id`, `course_id`);
ALTER TABLE `student_friends` ADD COLUMN `throughline_new_from_student_id` varchar(20);
UPDATE `student_friends` SET `throughline_new_from_student_id` = (SELECT `there`.`code` FROM `student` AS `there` WHERE `there`.`id` = `student_friends`.`from_student_id`);
ALTER TABLE `student_friends` DROP PRIMARY KEY, DROP INDEX IF EXISTS `student_friends_to_student_id_from_student_id_idx`, DROP COLUMN `from_student_id`, CHANGE COLUMN `throughline_new_from_student_id` `from_student_id` varchar(20) NOT NULL, ADD PRIMARY KEY (`from_student_id`, `to_student_id`), ADD INDEX `student_friends_to_student_id_from_student_id_idx` (`to_student_id`, `from_student_id`);
ALTER TABLE `student_friends` ADD COLUMN `throughline_new_to_student_id` varchar(20);
UPDATE `student_friends` SET `throughline_new_to_student_id` = (SELECT `there`.`code` FROM `student` AS `there` WHERE `there`.`id` = `student_friends`.`to_student_id`);
ALTER TABLE `student_friends` DROP PRIMARY KEY, DROP INDEX IF EXISTS `student_friends_to_student_id_from_student_id_idx`, DROP COLUMN `to_student_id`, CHANGE COLUMN `throughline_new_to_student_id` `to_student_id` varchar(20) NOT NULL, ADD PRIMARY KEY (`from_student_id`, `to_student_id`), ADD INDEX `student_friends_to_student_id_from_student_id_idx` (`to_student_id`, `from_student_id`);
ALTER TABLE `student` DROP PRIMARY KEY, ADD PRIMARY KEY (`code`);
ALTER TABLE `course_students` ADD CONSTRAINT `course_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`code`) ON DELETE CASCADE;
ALTER TABLE `student_friends` ADD CONSTRAINT `student_friends_from_student_id_fk` FOREIGN KEY (`from_student_id`) REFERENCES `student` (`code`) ON DELETE CASCADE;
ALTER TABLE `student_friends` ADD CONSTRAINT `student_friends_to_student_id_fk` FOREIGN KEY (`to_student_id`) REFERENCES `student` (`code`) ON DELETE CASCADE;

-- - Remove field id from Student (its values are lost)
--   Loses data.
ALTER TABLE `student` DROP COLUMN `id`;
