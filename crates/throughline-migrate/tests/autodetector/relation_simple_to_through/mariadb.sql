-- ~ Turn the links of Course.students into model Enrollment
--   It writes the table anew; readers and writers wait.
ALTER TABLE `course_students` RENAME TO `enrollment`;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `enrollment` DROP FOREIGN KEY `course_students_student_id_fk`, ADD CONSTRAINT `enrollment_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE;
SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE `enrollment` DROP FOREIGN KEY `course_students_course_id_fk`, ADD CONSTRAINT `enrollment_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE;
ALTER TABLE `enrollment` ADD COLUMN `grade` int NOT NULL DEFAULT 1;
ALTER TABLE `enrollment` ALTER COLUMN `grade` DROP DEFAULT;
CREATE UNIQUE INDEX `enrollment_student_id_course_id_uniq` ON `enrollment` (`student_id`, `course_id`);
CREATE INDEX `enrollment_course_id_idx` ON `enrollment` (`course_id`);
ALTER TABLE `enrollment` DROP PRIMARY KEY, ADD COLUMN `id` bigint AUTO_INCREMENT PRIMARY KEY;
DROP INDEX `course_students_student_id_course_id_idx` ON `enrollment`;
