-- Undo: ~ Alter field students of Lecture (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE "lecture_students" RENAME TO "course_students";
ALTER INDEX IF EXISTS "lecture_students_pkey" RENAME TO "course_students_pkey";
ALTER TABLE "course_students" RENAME COLUMN "lecture_id" TO "course_id";
ALTER TABLE "course_students" RENAME CONSTRAINT "lecture_students_lecture_id_fk" TO "course_students_course_id_fk";
ALTER TABLE "course_students" RENAME CONSTRAINT "lecture_students_student_id_fk" TO "course_students_student_id_fk";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
DROP INDEX "lecture_students_student_id_lecture_id_idx";

-- Undo: ~ Rename model Course to Lecture
ALTER TABLE "lecture" RENAME TO "course";
ALTER INDEX IF EXISTS "lecture_pkey" RENAME TO "course_pkey";
