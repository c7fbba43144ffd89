-- ~ Alter field name of Student
--   It writes the table anew; readers and writers wait.
ALTER TABLE "student" ALTER COLUMN "name" TYPE varchar(50) USING "name";
