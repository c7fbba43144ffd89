ALTER TABLE `student` DROP COLUMN `born`;
