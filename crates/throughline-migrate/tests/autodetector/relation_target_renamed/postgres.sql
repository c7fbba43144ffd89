-- ~ Rename model Student to Pupil
ALTER TABLE "student" RENAME TO "pupil";
ALTER INDEX IF EXISTS "student_pkey" RENAME TO "pupil_pkey";

-- ~ Alter field students of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE "course_students" RENAME COLUMN "student_id" TO "pupil_id";
ALTER TABLE "course_students" RENAME CONSTRAINT "course_students_student_id_fk" TO "course_students_pupil_id_fk";
CREATE INDEX "course_students_pupil_id_course_id_idx" ON "course_students" ("pupil_id", "course_id");
DROP INDEX "course_students_student_id_course_id_idx";
