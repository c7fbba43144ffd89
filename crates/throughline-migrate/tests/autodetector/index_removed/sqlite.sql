-- - Remove index (name) from Student
DROP INDEX "student_name_idx";
