-- Undo: ~ Alter field students of Course (many-to-many)
--   It reads all rows; writers wait.
ALTER TABLE "course_students" RENAME COLUMN "pupil_id" TO "student_id";
DROP INDEX "course_students_pupil_id_course_id_idx";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");

-- Undo: ~ Rename model Student to Pupil
ALTER TABLE "pupil" RENAME TO "student";
