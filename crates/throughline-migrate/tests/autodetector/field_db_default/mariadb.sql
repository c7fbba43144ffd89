-- ~ Alter field age of Student
ALTER TABLE `student` MODIFY COLUMN `age` int NOT NULL DEFAULT 18;
