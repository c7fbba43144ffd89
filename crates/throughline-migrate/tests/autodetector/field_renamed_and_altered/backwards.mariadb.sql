ALTER TABLE `student` MODIFY COLUMN `full_name` varchar(100) NOT NULL;
ALTER TABLE `student` RENAME COLUMN `full_name` TO `name`;
