-- Undo: - Remove unique key (name) from Student
--   It reads all rows; writers wait.
CREATE UNIQUE INDEX "student_name_uniq" ON "student" ("name");
