-- + Add field course to Student (foreign key to Course)
--   It reads all rows; readers and writers wait.
ALTER TABLE `student` ADD COLUMN `course_id` bigint;
CREATE INDEX `student_course_id_idx` ON `student` (`course_id`);
ALTER TABLE `student` ADD CONSTRAINT `student_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
