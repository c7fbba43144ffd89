-- - Remove unique key (code) from Student
DROP INDEX "student_code_uniq";

-- ~ Change the primary key of Student to (code)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_student" (
  "id" bigint NOT NULL,
  "code" varchar(20) NOT NULL CHECK (length("code") <= 20),
  PRIMARY KEY ("code")
);
INSERT INTO "throughline_new_student" ("id", "code")
SELECT "id", "code"
FROM "student";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;
CREATE TABLE "throughline_new_course_students" (
  "course_id" bigint NOT NULL,
  "student_id" varchar(20) NOT NULL CHECK (length("student_id") <= 20),
  PRIMARY KEY ("course_id", "student_id"),
  CONSTRAINT "course_students_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE,
  CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("code") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_course_students" ("course_id", "student_id")
SELECT "course_id", (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "course_students"."student_id")
FROM "course_students";
PRAGMA legacy_alter_table = 1;
DROP TABLE "course_students";
ALTER TABLE "throughline_new_course_students" RENAME TO "course_students";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
CREATE TABLE "throughline_new_student_friends" (
  "from_student_id" varchar(20) NOT NULL CHECK (length("from_student_id") <= 20),
  "to_student_id" varchar(20) NOT NULL CHECK (length("to_student_id") <= 20),
  PRIMARY KEY ("from_student_id", "to_student_id"),
  CONSTRAINT "student_friends_from_student_id_fk" FOREIGN KEY ("from_student_id") REFERENCES "student" ("code") ON DELETE CASCADE,
  CONSTRAINT "student_friends_to_student_id_fk" FOREIGN KEY ("to_student_id") REFERENCES "student" ("code") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_student_friends" ("from_student_id", "to_student_id")
SELECT (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "student_friends"."from_student_id"), (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "student_friends"."to_student_id")
FROM "student_friends";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student_friends";
ALTER TABLE "throughline_new_student_friends" RENAME TO "student_friends";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "student_friends_to_student_id_from_student_id_idx" ON "student_friends" ("to_student_id", "from_student_id");

-- - Remove field id from Student (its values are lost)
--   Loses data.
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_student" (
  "code" varchar(20) NOT NULL CHECK (length("code") <= 20),
  PRIMARY KEY ("code")
);
INSERT INTO "throughline_new_student" ("code")
SELECT "code"
FROM "student";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;
