-- Undo: - Remove unique key (name) from Student
--   It reads all rows.
CREATE UNIQUE INDEX `student_name_uniq` ON `student` (`name`);
