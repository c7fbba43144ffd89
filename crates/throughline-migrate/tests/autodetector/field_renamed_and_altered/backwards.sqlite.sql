-- Undo: ~ Alter field full_name of Student
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_student" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "full_name" varchar(100) NOT NULL CHECK (length("full_name") <= 100)
);
INSERT INTO "throughline_new_student" ("id", "full_name")
SELECT "id", "full_name"
FROM "student";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_student';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_student', seq FROM sqlite_sequence WHERE name = 'student';
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;

-- Undo: ~ Rename field name of Student to full_name
ALTER TABLE "student" RENAME COLUMN "full_name" TO "name";
