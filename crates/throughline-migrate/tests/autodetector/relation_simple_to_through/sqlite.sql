-- ~ Turn the links of Course.students into model Enrollment
--   It writes the table anew; writers wait.
ALTER TABLE "course_students" RENAME TO "enrollment";
DROP INDEX "course_students_student_id_course_id_idx";
CREATE TABLE "throughline_new_enrollment" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "student_id" bigint NOT NULL,
  "course_id" bigint NOT NULL,
  "grade" integer NOT NULL,
  CONSTRAINT "enrollment_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE,
  CONSTRAINT "enrollment_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE
);
INSERT INTO "throughline_new_enrollment" ("student_id", "course_id", "grade")
SELECT "student_id", "course_id", 1
FROM "enrollment"
ORDER BY "course_id", "student_id";
PRAGMA legacy_alter_table = 1;
DROP TABLE "enrollment";
ALTER TABLE "throughline_new_enrollment" RENAME TO "enrollment";
PRAGMA legacy_alter_table = 0;
CREATE UNIQUE INDEX "enrollment_student_id_course_id_uniq" ON "enrollment" ("student_id", "course_id");
CREATE INDEX "enrollment_course_id_idx" ON "enrollment" ("course_id");
