-- ~ Alter field students of Course (many-to-many)
--   It writes all rows; readers and writers wait.
CREATE TABLE `course_students` (
  `course_id` bigint NOT NULL,
  `student_id` bigint NOT NULL,
  PRIMARY KEY (`course_id`, `student_id`),
  CONSTRAINT `course_students_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE,
  CONSTRAINT `course_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
INSERT INTO `course_students` (`course_id`, `student_id`)
SELECT DISTINCT `old`.`id`, `old`.`students_id`
FROM `course` AS `old`
WHERE `old`.`id` IS NOT NULL AND `old`.`students_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `course_students` AS `new` WHERE `new`.`course_id` = `old`.`id` AND `new`.`student_id` = `old`.`students_id`)
ORDER BY 1, 2;
ALTER TABLE `course` DROP FOREIGN KEY `course_students_id_fk`;
ALTER TABLE `course` DROP COLUMN `students_id`;
DROP INDEX IF EXISTS `course_students_id_idx` ON `course`;
