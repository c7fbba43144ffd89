-- Undo: - Remove field id from Student (its values are lost)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_student" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "code" varchar(20) NOT NULL CHECK (length("code") <= 20)
);
INSERT INTO "throughline_new_student" ("code")
SELECT "code"
FROM "student"
ORDER BY "code";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;

-- Undo: ~ Change the primary key of Student to (code)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_course_students" (
  "course_id" bigint NOT NULL,
  "student_id" bigint NOT NULL,
  PRIMARY KEY ("course_id", "student_id"),
  CONSTRAINT "course_students_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE,
  CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_course_students" ("course_id", "student_id")
SELECT "course_id", (SELECT "there"."id" FROM "student" AS "there" WHERE "there"."code" = "course_students"."student_id")
FROM "course_students";
PRAGMA legacy_alter_table = 1;
DROP TABLE "course_students";
ALTER TABLE "throughline_new_course_students" RENAME TO "course_students";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
CREATE TABLE "throughline_new_student_friends" (
  "from_student_id" bigint NOT NULL,
  "to_student_id" bigint NOT NULL,
  PRIMARY KEY ("from_student_id", "to_student_id"),
  CONSTRAINT "student_friends_from_student_id_fk" FOREIGN KEY ("from_student_id") REFERENCES "student" ("id") ON DELETE CASCADE,
  CONSTRAINT "student_friends_to_student_id_fk" FOREIGN KEY ("to_student_id") REFERENCES "student" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_student_friends" ("from_student_id", "to_student_id")
SELECT (SELECT "there"."id" FROM "student" AS "there" WHERE "there"."code" = "student_friends"."from_student_id"), (SELECT "there"."id" FROM "student" AS "there" WHERE "there"."code" = "student_friends"."to_student_id")
FROM "student_friends";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student_friends";
ALTER TABLE "throughline_new_student_friends" RENAME TO "student_friends";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "student_friends_to_student_id_from_student_id_idx" ON "student_friends" ("to_student_id", "from_student_id");

-- Undo: - Remove unique key (code) from Student
--   It reads all rows; writers wait.
CREATE UNIQUE INDEX "student_code_uniq" ON "student" ("code");
