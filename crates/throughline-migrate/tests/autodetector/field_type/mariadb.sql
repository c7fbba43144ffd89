ALTER TABLE `student` MODIFY COLUMN `age` bigint NOT NULL;
