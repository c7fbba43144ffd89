DROP INDEX "student_code_uniq";
CREATE TABLE "throughline_new_room" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "student_id" varchar(20) NOT NULL CHECK (length("student_id") <= 20),
  CONSTRAINT "room_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("code") ON DELETE CASCADE
);
INSERT INTO "throughline_new_room" ("id", "student_id")
SELECT "id", (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "room"."student_id")
FROM "room";
DELETE FROM sqlite_sequence WHERE name = ?1;  -- "throughline_new_room"
INSERT INTO sqlite_sequence (name, seq) SELECT ?1, seq FROM sqlite_sequence WHERE name = ?2;  -- "throughline_new_room", "room"
PRAGMA legacy_alter_table = 1;
DROP TABLE "room";
ALTER TABLE "throughline_new_room" RENAME TO "room";
PRAGMA legacy_alter_table = 0;
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
