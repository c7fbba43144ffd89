-- - Remove unique key (code) from Student
DROP INDEX "student_code_uniq";

-- ~ Change the primary key of Student to (code)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_room" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "student_id" varchar(20) NOT NULL CHECK (length("student_id") <= 20),
  CONSTRAINT "room_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("code") ON DELETE CASCADE
);
INSERT INTO "throughline_new_room" ("id", "student_id")
SELECT "id", (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "room"."student_id")
FROM "room";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_room';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_room', seq FROM sqlite_sequence WHERE name = 'room';
PRAGMA legacy_alter_table = 1;
DROP TABLE "room";
ALTER TABLE "throughline_new_room" RENAME TO "room";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "room_student_id_idx" ON "room" ("student_id");
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

-- - Remove field id from Student (its values are lost)
--   Loses data.
--   No statement of its own.
