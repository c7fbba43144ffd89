-- Undo: ~ Alter field students of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE "course_students" RENAME COLUMN "pupil_id" TO "student_id";
ALTER TABLE "course_students" RENAME CONSTRAINT "course_students_pupil_id_fk" TO "course_students_student_id_fk";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
DROP INDEX "course_students_pupil_id_course_id_idx";

-- Undo: ~ Rename model Student to Pupil
ALTER TABLE "pupil" RENAME TO "student";
ALTER INDEX IF EXISTS "pupil_pkey" RENAME TO "student_pkey";
