-- Undo: + Add field active to Student
ALTER TABLE "student" DROP COLUMN "active";
