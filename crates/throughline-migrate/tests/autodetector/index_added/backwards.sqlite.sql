-- Undo: + Add index (name) to Student
DROP INDEX "student_name_idx";
