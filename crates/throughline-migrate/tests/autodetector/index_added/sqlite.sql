CREATE INDEX "student_name_idx" ON "student" ("name");
