-- Undo: ~ Alter field full_name of Student
--   It writes the table anew; readers and writers wait.
ALTER TABLE "student" ALTER COLUMN "full_name" TYPE varchar(100) USING "full_name";

-- Undo: ~ Rename field name of Student to full_name
ALTER TABLE "student" RENAME COLUMN "full_name" TO "name";
