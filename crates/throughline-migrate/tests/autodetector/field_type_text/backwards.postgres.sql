-- Undo: ~ Alter field code of Student
--   It writes the table anew; readers and writers wait.
ALTER TABLE "student" ALTER COLUMN "code" TYPE integer USING "code"::integer;
