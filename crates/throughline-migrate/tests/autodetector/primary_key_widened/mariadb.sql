-- ~ Alter field id of Student
--   It writes the table anew; readers and writers wait.
ALTER TABLE `course_students` DROP FOREIGN KEY `course_students_student_id_fk`;
ALTER TABLE `student_friends` DROP FOREIGN KEY `student_friends_from_student_id_fk`;
ALTER TABLE `student_friends` DROP FOREIGN KEY `student_friends_to_student_id_fk`;
ALTER TABLE `student` MODIFY COLUMN `id` bigint AUTO_INCREMENT;
ALTER TABLE `course_students` MODIFY COLUMN `student_id` bigint NOT NULL;
ALTER TABLE `student_friends` MODIFY COLUMN `from_student_id` bigint NOT NULL;
ALTER TABLE `student_friends` MODIFY COLUMN `to_student_id` bigint NOT NULL;
ALTER TABLE `course_students` ADD CONSTRAINT `course_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
ALTER TABLE `student_friends` ADD CONSTRAINT `student_friends_from_student_id_fk` FOREIGN KEY (`from_student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
ALTER TABLE `student_friends` ADD CONSTRAINT `student_friends_to_student_id_fk` FOREIGN KEY (`to_student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
