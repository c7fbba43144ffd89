-- ~ Alter field age of Student
--   It writes the table anew; readers and writers wait.
ALTER TABLE "student" ALTER COLUMN "age" TYPE bigint USING "age"::bigint;
