-- ~ Rename model Course to Lecture
ALTER TABLE `course` RENAME TO `lecture`;

-- ~ Alter field students of Lecture (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE `course_students` RENAME TO `lecture_students`;
ALTER TABLE `lecture_students` RENAME COLUMN `course_id` TO `lecture_id`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `lecture_students` DROP FOREIGN KEY `course_students_course_id_fk`, ADD CONSTRAINT `lecture_students_lecture_id_fk` FOREIGN KEY (`lecture_id`) REFERENCES `lecture` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `lecture_students` DROP FOREIGN KEY `course_students_student_id_fk`, ADD CONSTRAINT `lecture_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
CREATE INDEX `lecture_students_student_id_lecture_id_idx` ON `lecture_students` (`student_id`, `lecture_id`);
DROP INDEX `course_students_student_id_course_id_idx` ON `lecture_students`;
