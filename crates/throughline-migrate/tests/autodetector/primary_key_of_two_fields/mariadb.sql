-- - Remove unique key (student, course) from Seat
--   It reads all rows; readers and writers wait.
CREATE INDEX `seat_student_id_idx` ON `seat` (`student_id`);
DROP INDEX `seat_student_id_course_id_uniq` ON `seat`;

-- ~ Change the primary key of Seat to (student, course)
--   It writes the table anew; readers and writers wait.
ALTER TABLE `seat` MODIFY COLUMN `id` bigint NOT NULL;
ALTER TABLE `seat` DROP PRIMARY KEY, ADD PRIMARY KEY (`student_id`, `course_id`);
DROP INDEX `seat_student_id_idx` ON `seat`;

-- - Remove field id from Seat (its values are lost)
--   Loses data.
ALTER TABLE `seat` DROP COLUMN `id`;
