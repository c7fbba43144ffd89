-- The tables as `throughline::create_tables` makes them, and the usual join table beside its own.
CREATE TABLE `course` (
  `id` bigint AUTO_INCREMENT PRIMARY KEY,
  `title` longtext NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE TABLE `student` (
  `id` bigint AUTO_INCREMENT PRIMARY KEY,
  `name` longtext NOT NULL,
  `email` varchar(255) NOT NULL,
  `year` int NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX `student_email_uniq` ON `student` (`email`);
CREATE TABLE `enrollment` (
  `id` bigint AUTO_INCREMENT PRIMARY KEY,
  `student_id` bigint NOT NULL,
  `course_id` bigint NOT NULL,
  `enrolled` date NOT NULL,
  CONSTRAINT `enrollment_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE,
  CONSTRAINT `enrollment_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX `enrollment_student_id_course_id_uniq` ON `enrollment` (`student_id`, `course_id`);
CREATE INDEX `enrollment_course_id_idx` ON `enrollment` (`course_id`);
CREATE TABLE `course_students` (
  `course_id` bigint NOT NULL,
  `student_id` bigint NOT NULL,
  PRIMARY KEY (`course_id`, `student_id`),
  CONSTRAINT `course_students_course_id_fk` FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE,
  CONSTRAINT `course_students_student_id_fk` FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX `course_students_student_id_course_id_idx` ON `course_students` (`student_id`, `course_id`);
CREATE TABLE `usual_course_students` (
  `id` bigint AUTO_INCREMENT PRIMARY KEY,
  `course_id` bigint NOT NULL,
  `student_id` bigint NOT NULL,
  UNIQUE (`course_id`, `student_id`),
  INDEX (`course_id`),
  INDEX (`student_id`),
  FOREIGN KEY (`course_id`) REFERENCES `course` (`id`) ON DELETE CASCADE,
  FOREIGN KEY (`student_id`) REFERENCES `student` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
