-- Undo: ~ Alter field owner of Room (foreign key to Course)
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_room" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "owner_id" bigint,
  CONSTRAINT "room_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "student" ("id") ON DELETE CASCADE
);
INSERT INTO "throughline_new_room" ("id", "owner_id")
SELECT "id", "owner_id"
FROM "room";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_room';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_room', seq FROM sqlite_sequence WHERE name = 'room';
PRAGMA legacy_alter_table = 1;
DROP TABLE "room";
ALTER TABLE "throughline_new_room" RENAME TO "room";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "room_owner_id_idx" ON "room" ("owner_id");
