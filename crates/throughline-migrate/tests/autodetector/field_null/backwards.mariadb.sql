-- Undo: ~ Alter field name of Student
--   It writes the table anew; writers wait.
ALTER TABLE `student` MODIFY COLUMN `name` varchar(100) NOT NULL;
