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
CREATE TABLE "throughline_new_room" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "student_id" bigint NOT NULL,
  CONSTRAINT "room_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
);
INSERT INTO "throughline_new_room" ("id", "student_id")
SELECT "id", (SELECT "there"."id" FROM "student" AS "there" WHERE "there"."code" = "room"."student_id")
FROM "room";
DELETE FROM sqlite_sequence WHERE name = ?1;  -- "throughline_new_room"
INSERT INTO sqlite_sequence (name, seq) SELECT ?1, seq FROM sqlite_sequence WHERE name = ?2;  -- "throughline_new_room", "room"
PRAGMA legacy_alter_table = 1;
DROP TABLE "room";
ALTER TABLE "throughline_new_room" RENAME TO "room";
PRAGMA legacy_alter_table = 0;
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
CREATE UNIQUE INDEX "student_code_uniq" ON "student" ("code");
