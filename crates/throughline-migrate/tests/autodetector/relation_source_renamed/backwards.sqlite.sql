-- Undo: ~ Alter field students of Lecture (many-to-many)
--   It reads all rows; writers wait.
ALTER TABLE "lecture_students" RENAME TO "course_students";
ALTER TABLE "course_students" RENAME COLUMN "lecture_id" TO "course_id";
DROP INDEX "lecture_students_student_id_lecture_id_idx";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");

-- Undo: ~ Rename model Course to Lecture
ALTER TABLE "lecture" RENAME TO "course";
