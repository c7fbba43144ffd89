CREATE TABLE "throughline_new_student" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "name" varchar(100) NOT NULL CHECK (length("name") <= 100)
);
INSERT INTO "throughline_new_student" ("id", "name")
SELECT "id", coalesce("name", ?1)
FROM "student";  -- ""
DELETE FROM sqlite_sequence WHERE name = ?1;  -- "throughline_new_student"
INSERT INTO sqlite_sequence (name, seq) SELECT ?1, seq FROM sqlite_sequence WHERE name = ?2;  -- "throughline_new_student", "student"
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;
