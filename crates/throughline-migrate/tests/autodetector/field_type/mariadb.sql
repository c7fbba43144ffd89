-- ~ Alter field age of Student
--   It writes the table anew; writers wait.
ALTER TABLE `student` MODIFY COLUMN `age` bigint NOT NULL;
