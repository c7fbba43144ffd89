ALTER TABLE `student` ADD COLUMN `born` date;
