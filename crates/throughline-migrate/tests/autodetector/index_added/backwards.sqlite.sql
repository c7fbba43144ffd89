DROP INDEX "student_name_idx";
