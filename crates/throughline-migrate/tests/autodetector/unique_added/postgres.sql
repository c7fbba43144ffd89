CREATE UNIQUE INDEX "student_name_uniq" ON "student" ("name");
