-- Undo: ~ Turn the links of Course.students into model Enrollment
--   It reads all rows; readers and writers wait.
ALTER TABLE "enrollment" RENAME TO "course_students";
ALTER INDEX IF EXISTS "enrollment_pkey" RENAME TO "course_students_pkey";
ALTER TABLE "course_students" RENAME CONSTRAINT "enrollment_course_id_fk" TO "course_students_course_id_fk";
ALTER TABLE "course_students" RENAME CONSTRAINT "enrollment_student_id_fk" TO "course_students_student_id_fk";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
ALTER TABLE "course_students" DROP CONSTRAINT "course_students_pkey", ADD PRIMARY KEY ("course_id", "student_id"), DROP COLUMN "id", DROP COLUMN "grade";
DROP INDEX "enrollment_student_id_course_id_uniq";
DROP INDEX "enrollment_course_id_idx";
