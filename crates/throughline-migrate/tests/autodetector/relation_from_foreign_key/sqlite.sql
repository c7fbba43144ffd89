-- ~ Alter field students of Course (many-to-many)
--   It writes the table anew; writers wait.
CREATE TABLE "course_students" (
  "course_id" bigint NOT NULL,
  "student_id" bigint NOT NULL,
  PRIMARY KEY ("course_id", "student_id"),
  CONSTRAINT "course_students_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE,
  CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
INSERT INTO "course_students" ("course_id", "student_id")
SELECT DISTINCT "old"."id", "old"."students_id"
FROM "course" AS "old"
WHERE "old"."id" IS NOT NULL AND "old"."students_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "course_students" AS "new" WHERE "new"."course_id" = "old"."id" AND "new"."student_id" = "old"."students_id")
ORDER BY 1, 2;
DROP INDEX "course_students_id_idx";
CREATE TABLE "throughline_new_course" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "title" varchar(100) NOT NULL CHECK (length("title") <= 100)
);
INSERT INTO "throughline_new_course" ("id", "title")
SELECT "id", "title"
FROM "course";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_course';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_course', seq FROM sqlite_sequence WHERE name = 'course';
PRAGMA legacy_alter_table = 1;
DROP TABLE "course";
ALTER TABLE "throughline_new_course" RENAME TO "course";
PRAGMA legacy_alter_table = 0;
