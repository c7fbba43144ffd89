-- Undo: - Delete model Course (its rows are lost)
CREATE TABLE `course` (
  `id` bigint AUTO_INCREMENT PRIMARY KEY,
  `title` varchar(100) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- Undo: - Remove field students from Course (its values are lost)
CREATE TABLE `course_students` (
  `course_id` bigint NOT NULL,
  `student_id` bigint NOT NULL,
  PRIMARY KEY (`course_id`, `student_id`),
  CONSTRAINT `course_students_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE,
  CONSTRAINT `course_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
