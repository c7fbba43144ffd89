ALTER TABLE `student` MODIFY COLUMN `name` varchar(100);
