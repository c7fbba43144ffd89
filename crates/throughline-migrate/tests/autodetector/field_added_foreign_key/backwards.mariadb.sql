-- Undo: + Add field course to Student (foreign key to Course)
ALTER TABLE `student` DROP FOREIGN KEY `student_course_id_fk`;
ALTER TABLE `student` DROP COLUMN `course_id`;
DROP INDEX IF EXISTS `student_course_id_idx` ON `student`;
