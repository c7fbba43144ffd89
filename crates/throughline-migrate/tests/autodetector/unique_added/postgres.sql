-- + Add unique key (name) to Student
--   It reads all rows; writers wait.
CREATE UNIQUE INDEX "student_name_uniq" ON "student" ("name");
