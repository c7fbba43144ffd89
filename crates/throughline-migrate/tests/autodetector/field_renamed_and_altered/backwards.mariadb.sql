-- Undo: ~ Alter field full_name of Student
--   It writes the table anew; writers wait.
ALTER TABLE `student` MODIFY COLUMN `full_name` varchar(100) NOT NULL;

-- Undo: ~ Rename field name of Student to full_name
ALTER TABLE `student` RENAME COLUMN `full_name` TO `name`;
