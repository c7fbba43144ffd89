-- ~ Alter field name of Student
ALTER TABLE `student` RENAME COLUMN `name` TO `full_name`;
