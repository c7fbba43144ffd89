-- Undo: - Remove field id from Student (its values are lost)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_student" (
  "id" bigint NOT NULL,
  "code" varchar(20) NOT NULL CHECK (length("code") <= 20),
  PRIMARY KEY ("code")
);
INSERT INTO "throughline_new_student" ("id", "code")
SELECT row_number() OVER (ORDER BY "code"), "code"
FROM "student";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;

-- Undo: ~ Change the primary key of Student to (code)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_room" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "student_id" bigint NOT NULL,
  CONSTRAINT "room_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
);
INSERT INTO "throughline_new_room" ("id", "student_id")
SELECT "id", (SELECT "there"."id" FROM "student" AS "there" WHERE "there"."code" = "room"."student_id")
FROM "room";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_room';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_room', seq FROM sqlite_sequence WHERE name = 'room';
PRAGMA legacy_alter_table = 1;
DROP TABLE "room";
ALTER TABLE "throughline_new_room" RENAME TO "room";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "room_student_id_idx" ON "room" ("student_id");
CREATE TABLE "throughline_new_student" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "code" varchar(20) NOT NULL CHECK (length("code") <= 20)
);
INSERT INTO "throughline_new_student" ("id", "code")
SELECT "id", "code"
FROM "student";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;

-- Undo: - Remove unique key (code) from Student
--   It reads all rows; writers wait.
CREATE UNIQUE INDEX "student_code_uniq" ON "student" ("code");
