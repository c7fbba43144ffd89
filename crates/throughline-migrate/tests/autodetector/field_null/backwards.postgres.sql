-- Undo: ~ Alter field name of Student
--   It reads all rows; readers and writers wait.
ALTER TABLE "student" ALTER COLUMN "name" SET NOT NULL;
