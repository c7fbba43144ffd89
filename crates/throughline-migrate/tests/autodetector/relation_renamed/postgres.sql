-- ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE "course_students" RENAME TO "course_pupils";
ALTER INDEX IF EXISTS "course_students_pkey" RENAME TO "course_pupils_pkey";
ALTER TABLE "course_pupils" RENAME CONSTRAINT "course_students_course_id_fk" TO "course_pupils_course_id_fk";
ALTER TABLE "course_pupils" RENAME CONSTRAINT "course_students_student_id_fk" TO "course_pupils_student_id_fk";
CREATE INDEX "course_pupils_student_id_course_id_idx" ON "course_pupils" ("student_id", "course_id");
DROP INDEX "course_students_student_id_course_id_idx";
