-- - Remove unique key (name) from Student
DROP INDEX "student_name_uniq";
