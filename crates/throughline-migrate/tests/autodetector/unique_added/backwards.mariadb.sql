DROP INDEX `student_name_uniq` ON `student`;
