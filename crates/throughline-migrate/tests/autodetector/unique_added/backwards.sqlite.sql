-- Undo: + Add unique key (name) to Student
DROP INDEX "student_name_uniq";
