-- - Remove check named from Student
ALTER TABLE `student` DROP CONSTRAINT `named`;
