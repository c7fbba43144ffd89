-- ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE "course_students" RENAME TO "attendance";
ALTER INDEX IF EXISTS "course_students_pkey" RENAME TO "attendance_pkey";
ALTER TABLE "attendance" RENAME CONSTRAINT "course_students_course_id_fk" TO "attendance_course_id_fk";
ALTER TABLE "attendance" RENAME CONSTRAINT "course_students_student_id_fk" TO "attendance_student_id_fk";
CREATE INDEX "attendance_student_id_course_id_idx" ON "attendance" ("student_id", "course_id");
DROP INDEX "course_students_student_id_course_id_idx";

-- ~ Alter field pupils of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE "attendance" RENAME COLUMN "course_id" TO "lecture_id";
ALTER TABLE "attendance" RENAME CONSTRAINT "attendance_course_id_fk" TO "attendance_lecture_id_fk";
CREATE INDEX "attendance_student_id_lecture_id_idx" ON "attendance" ("student_id", "lecture_id");
DROP INDEX "attendance_student_id_course_id_idx";
