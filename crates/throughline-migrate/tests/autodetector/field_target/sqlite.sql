CREATE TABLE "throughline_new_room" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "owner_id" bigint,
  CONSTRAINT "room_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "course" ("id") ON DELETE CASCADE
);
INSERT INTO "throughline_new_room" ("id", "owner_id")
SELECT "id", "owner_id"
FROM "room";
DELETE FROM sqlite_sequence WHERE name = ?1;  -- "throughline_new_room"
INSERT INTO sqlite_sequence (name, seq) SELECT ?1, seq FROM sqlite_sequence WHERE name = ?2;  -- "throughline_new_room", "room"
PRAGMA legacy_alter_table = 1;
DROP TABLE "room";
ALTER TABLE "throughline_new_room" RENAME TO "room";
PRAGMA legacy_alter_table = 0;
