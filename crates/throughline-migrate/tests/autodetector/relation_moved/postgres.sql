-- ~ Move relation Course.students to Student.courses
--   It reads all rows; readers and writers wait.
ALTER TABLE "course_students" RENAME TO "student_courses";
ALTER INDEX IF EXISTS "course_students_pkey" RENAME TO "student_courses_pkey";
ALTER TABLE "student_courses" RENAME CONSTRAINT "course_students_student_id_fk" TO "student_courses_student_id_fk";
ALTER TABLE "student_courses" RENAME CONSTRAINT "course_students_course_id_fk" TO "student_courses_course_id_fk";
CREATE INDEX "student_courses_course_id_student_id_idx" ON "student_courses" ("course_id", "student_id");
ALTER TABLE "student_courses" DROP CONSTRAINT "student_courses_pkey", ADD PRIMARY KEY ("student_id", "course_id");
DROP INDEX "course_students_student_id_course_id_idx";
