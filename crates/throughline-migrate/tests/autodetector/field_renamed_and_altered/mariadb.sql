ALTER TABLE `student` RENAME COLUMN `name` TO `full_name`;
ALTER TABLE `student` MODIFY COLUMN `full_name` varchar(200) NOT NULL;
