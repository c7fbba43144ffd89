-- Undo: ~ Alter field name of Student
ALTER TABLE "student" ALTER COLUMN "name" TYPE varchar(100) USING "name";
