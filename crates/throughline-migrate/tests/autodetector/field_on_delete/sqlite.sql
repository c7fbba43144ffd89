-- ~ Alter field student of Room (foreign key to Student)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_room" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "student_id" bigint NOT NULL,
  CONSTRAINT "room_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE RESTRICT
);
INSERT INTO "throughline_new_room" ("id", "student_id")
SELECT "id", "student_id"
FROM "room";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_room';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_room', seq FROM sqlite_sequence WHERE name = 'room';
PRAGMA legacy_alter_table = 1;
DROP TABLE "room";
ALTER TABLE "throughline_new_room" RENAME TO "room";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "room_student_id_idx" ON "room" ("student_id");
