-- ~ Alter field code of Student
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_student" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "name" varchar(100) NOT NULL CHECK (length("name") <= 100),
  "code" text NOT NULL
);
INSERT INTO "throughline_new_student" ("id", "name", "code")
SELECT "id", "name", CAST("code" AS text)
FROM "student";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_student';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_student', seq FROM sqlite_sequence WHERE name = 'student';
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;
