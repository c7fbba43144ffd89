ALTER TABLE `student` MODIFY COLUMN `code` longtext NOT NULL;
