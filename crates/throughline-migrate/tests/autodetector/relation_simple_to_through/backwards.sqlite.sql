-- Undo: ~ Turn the links of Course.students into model Enrollment
--   It writes the table anew; writers wait.
ALTER TABLE "enrollment" RENAME TO "course_students";
DROP INDEX "enrollment_student_id_course_id_uniq";
DROP INDEX "enrollment_course_id_idx";
CREATE TABLE "throughline_new_course_students" (
  "course_id" bigint NOT NULL,
  "student_id" bigint NOT NULL,
  PRIMARY KEY ("course_id", "student_id"),
  CONSTRAINT "course_students_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE,
  CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_course_students" ("course_id", "student_id")
SELECT "course_id", "student_id"
FROM "course_students";
PRAGMA legacy_alter_table = 1;
DROP TABLE "course_students";
ALTER TABLE "throughline_new_course_students" RENAME TO "course_students";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
