-- Undo: ~ Alter field pupils of Course (many-to-many)
--   It reads all rows; readers and writers wait.
ALTER TABLE "attendance" RENAME COLUMN "lecture_id" TO "course_id";
ALTER TABLE "attendance" RENAME CONSTRAINT "attendance_lecture_id_fk" TO "attendance_course_id_fk";
CREATE INDEX "attendance_student_id_course_id_idx" ON "attendance" ("student_id", "course_id");
DROP INDEX "attendance_student_id_lecture_id_idx";

-- Undo: ~ Rename field students of Course to pupils
--   It reads all rows; readers and writers wait.
ALTER TABLE "attendance" RENAME TO "course_students";
ALTER INDEX IF EXISTS "attendance_pkey" RENAME TO "course_students_pkey";
ALTER TABLE "course_students" RENAME CONSTRAINT "attendance_course_id_fk" TO "course_students_course_id_fk";
ALTER TABLE "course_students" RENAME CONSTRAINT "attendance_student_id_fk" TO "course_students_student_id_fk";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
DROP INDEX "attendance_student_id_course_id_idx";
