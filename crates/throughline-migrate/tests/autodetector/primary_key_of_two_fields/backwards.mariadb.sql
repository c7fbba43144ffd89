-- Undo: - Remove field id from Seat (its values are lost)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `seat` ADD COLUMN `id` bigint NOT NULL AUTO_INCREMENT UNIQUE KEY;
ALTER TABLE `seat` MODIFY COLUMN `id` bigint NOT NULL, DROP INDEX `id`;

-- Undo: ~ Change the primary key of Seat to (student, course)
--   It writes the table anew; writers wait.
CREATE INDEX `seat_student_id_idx` ON `seat` (`student_id`);
ALTER TABLE `seat` DROP PRIMARY KEY, MODIFY COLUMN `id` bigint AUTO_INCREMENT PRIMARY KEY;

-- Undo: - Remove unique key (student, course) from Seat
--   It reads all rows; readers and writers wait.
CREATE UNIQUE INDEX `seat_student_id_course_id_uniq` ON `seat` (`student_id`, `course_id`);
DROP INDEX `seat_student_id_idx` ON `seat`;
