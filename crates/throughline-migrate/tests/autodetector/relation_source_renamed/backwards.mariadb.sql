-- Undo: ~ Alter field students of Lecture (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE `lecture_students` RENAME TO `course_students`;
ALTER TABLE `course_students` RENAME COLUMN `lecture_id` TO `course_id`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `course_students` DROP FOREIGN KEY `lecture_students_lecture_id_fk`, ADD CONSTRAINT `course_students_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `lecture` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `course_students` DROP FOREIGN KEY `lecture_students_student_id_fk`, ADD CONSTRAINT `course_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
DROP INDEX `lecture_students_student_id_lecture_id_idx` ON `course_students`;

-- Undo: ~ Rename model Course to Lecture
ALTER TABLE `lecture` RENAME TO `course`;
