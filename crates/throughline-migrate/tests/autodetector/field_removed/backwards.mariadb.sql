ALTER TABLE `student` ADD COLUMN `age` int NOT NULL;
