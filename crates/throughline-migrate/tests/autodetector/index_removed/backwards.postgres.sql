-- Undo: - Remove index (name) from Student
--   It reads all rows; writers wait.
CREATE INDEX "student_name_idx" ON "student" ("name");
