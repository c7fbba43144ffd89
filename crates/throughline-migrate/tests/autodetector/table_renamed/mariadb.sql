-- ~ Rename the table of Student to school_student
ALTER TABLE `student` RENAME TO `school_student`;
