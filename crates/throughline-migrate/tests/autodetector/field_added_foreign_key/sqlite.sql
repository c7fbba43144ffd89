-- + Add field course to Student (foreign key to Course)
--   It reads all rows; writers wait.
ALTER TABLE "student" ADD COLUMN "course_id" bigint CONSTRAINT "student_course_id_fk" REFERENCES "course" ("id") ON DELETE CASCADE;
CREATE INDEX "student_course_id_idx" ON "student" ("course_id");
