-- Undo: + Add field age to Student
ALTER TABLE "student" DROP COLUMN "age";
