-- ~ Rename field name of Student to full_name
ALTER TABLE `student` RENAME COLUMN `name` TO `full_name`;
