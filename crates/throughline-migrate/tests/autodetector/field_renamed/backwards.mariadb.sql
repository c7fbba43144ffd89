ALTER TABLE `student` RENAME COLUMN `full_name` TO `name`;
