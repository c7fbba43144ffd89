-- Undo: + Add check named to Student
ALTER TABLE "student" DROP CONSTRAINT "named";
