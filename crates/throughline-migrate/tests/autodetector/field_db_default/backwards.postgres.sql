-- Undo: ~ Alter field age of Student
ALTER TABLE "student" ALTER COLUMN "age" DROP DEFAULT;
