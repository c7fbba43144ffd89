DROP INDEX `student_name_idx` ON `student`;
