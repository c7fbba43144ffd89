-- Undo: ~ Move relation Course.students to Student.courses
--   It reads all rows; readers and writers wait.
ALTER TABLE "student_courses" RENAME TO "course_students";
ALTER INDEX IF EXISTS "student_courses_pkey" RENAME TO "course_students_pkey";
ALTER TABLE "course_students" RENAME CONSTRAINT "student_courses_course_id_fk" TO "course_students_course_id_fk";
ALTER TABLE "course_students" RENAME CONSTRAINT "student_courses_student_id_fk" TO "course_students_student_id_fk";
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
ALTER TABLE "course_students" DROP CONSTRAINT "course_students_pkey", ADD PRIMARY KEY ("course_id", "student_id");
DROP INDEX "student_courses_course_id_student_id_idx";
