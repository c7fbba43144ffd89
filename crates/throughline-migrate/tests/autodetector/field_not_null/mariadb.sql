-- ~ Alter field name of Student
--   It writes the table anew; writers wait.
UPDATE `student` SET `name` = '' WHERE `name` IS NULL;
ALTER TABLE `student` MODIFY COLUMN `name` varchar(100) NOT NULL;
