UPDATE `student` SET `name` = ? WHERE `name` IS NULL;  -- ""
ALTER TABLE `student` MODIFY COLUMN `name` varchar(100) NOT NULL;
