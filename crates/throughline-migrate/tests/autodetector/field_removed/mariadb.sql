-- - Remove field age from Student (its values are lost)
--   Loses data.
ALTER TABLE `student` DROP COLUMN `age`;
