-- Undo: + Add field born to Student
ALTER TABLE "student" DROP COLUMN "born";
