-- Undo: ~ Alter field age of Student
ALTER TABLE `student` MODIFY COLUMN `age` int NOT NULL;
