-- + Add check named to Student
--   It reads all rows; writers wait.
ALTER TABLE `student` ADD CONSTRAINT `named` CHECK (NOT (`name` = ''));
