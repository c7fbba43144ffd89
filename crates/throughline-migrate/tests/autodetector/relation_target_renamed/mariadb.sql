-- ~ Rename model Student to Pupil
ALTER TABLE `student` RENAME TO `pupil`;

-- ~ Alter field students of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE `course_students` RENAME COLUMN `student_id` TO `pupil_id`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `course_students` DROP FOREIGN KEY `course_students_student_id_fk`, ADD CONSTRAINT `course_students_pupil_id_fk` FOREIGN KEY (`pupil_id`) REFERENCES `pupil` (`id`) ON DELETE CASCADE;
CREATE INDEX `course_students_pupil_id_course_id_idx` ON `course_students` (`pupil_id`, `course_id`);
DROP INDEX `course_students_student_id_course_id_idx` ON `course_students`;
