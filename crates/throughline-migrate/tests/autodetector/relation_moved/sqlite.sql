-- ~ Move relation Course.students to Student.courses
--   It writes the table anew; writers wait.
ALTER TABLE "course_students" RENAME TO "student_courses";
DROP INDEX "course_students_student_id_course_id_idx";
CREATE TABLE "throughline_new_student_courses" (
  "student_id" bigint NOT NULL,
  "course_id" bigint NOT NULL,
  PRIMARY KEY ("student_id", "course_id"),
  CONSTRAINT "student_courses_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE,
  CONSTRAINT "student_courses_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_student_courses" ("student_id", "course_id")
SELECT "student_id", "course_id"
FROM "student_courses";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student_courses";
ALTER TABLE "throughline_new_student_courses" RENAME TO "student_courses";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "student_courses_course_id_student_id_idx" ON "student_courses" ("course_id", "student_id");
