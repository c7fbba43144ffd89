-- ~ Rename model Course to Lecture
ALTER TABLE "course" RENAME TO "lecture";
ALTER INDEX IF EXISTS "course_pkey" RENAME TO "lecture_pkey";

-- ~ Alter field students of Lecture (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE "course_students" RENAME TO "lecture_students";
ALTER INDEX IF EXISTS "course_students_pkey" RENAME TO "lecture_students_pkey";
ALTER TABLE "lecture_students" RENAME COLUMN "course_id" TO "lecture_id";
ALTER TABLE "lecture_students" RENAME CONSTRAINT "course_students_course_id_fk" TO "lecture_students_lecture_id_fk";
ALTER TABLE "lecture_students" RENAME CONSTRAINT "course_students_student_id_fk" TO "lecture_students_student_id_fk";
CREATE INDEX "lecture_students_student_id_lecture_id_idx" ON "lecture_students" ("student_id", "lecture_id");
DROP INDEX "course_students_student_id_course_id_idx";
