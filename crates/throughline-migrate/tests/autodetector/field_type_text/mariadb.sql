-- ~ Alter field code of Student
--   It writes the table anew; writers wait.
ALTER TABLE `student` MODIFY COLUMN `code` longtext NOT NULL;
