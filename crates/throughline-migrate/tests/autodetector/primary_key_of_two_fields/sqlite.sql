-- - Remove unique key (student, course) from Seat
--   It reads all rows; writers wait.
DROP INDEX "seat_student_id_course_id_uniq";
CREATE INDEX "seat_student_id_idx" ON "seat" ("student_id");

-- ~ Change the primary key of Seat to (student, course)
--   It writes the table anew; writers wait.
DROP INDEX "seat_student_id_idx";
CREATE TABLE "throughline_new_seat" (
  "student_id" bigint NOT NULL,
  "course_id" bigint NOT NULL,
  PRIMARY KEY ("student_id", "course_id"),
  CONSTRAINT "seat_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE,
  CONSTRAINT "seat_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE
);
INSERT INTO "throughline_new_seat" ("student_id", "course_id")
SELECT "student_id", "course_id"
FROM "seat";
PRAGMA legacy_alter_table = 1;
DROP TABLE "seat";
ALTER TABLE "throughline_new_seat" RENAME TO "seat";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "seat_course_id_idx" ON "seat" ("course_id");

-- - Remove field id from Seat (its values are lost)
--   Loses data.
--   No statement of its own.
