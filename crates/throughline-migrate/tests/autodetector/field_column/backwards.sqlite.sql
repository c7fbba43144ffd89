-- Undo: ~ Alter field name of Student
ALTER TABLE "student" RENAME COLUMN "full_name" TO "name";
