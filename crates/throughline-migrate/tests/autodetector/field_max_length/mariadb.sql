ALTER TABLE `student` MODIFY COLUMN `name` varchar(50) NOT NULL;
