-- Undo: ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE "course_pupils" RENAME TO "course_students";
ALTER INDEX IF EXISTS "course_pupils_pkey" RENAME TO "course_students_pkey";
ALTER TABLE "course_students" RENAME CONSTRAINT "course_pupils_course_id_fk" TO "course_students_course_id_fk";
ALTER TABLE "course_students" RENAME CONSTRAINT "course_pupils_student_id_fk" TO "course_students_student_id_fk";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
DROP INDEX "course_pupils_student_id_course_id_idx";
