-- - Remove unique key (student, course) from Seat
--   It reads all rows; readers and writers wait.
CREATE INDEX "seat_student_id_idx" ON "seat" ("student_id");
DROP INDEX "seat_student_id_course_id_uniq";

-- ~ Change the primary key of Seat to (student, course)
--   It reads all rows; readers and writers wait.
ALTER TABLE "seat" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "seat" DROP CONSTRAINT "seat_pkey", ADD PRIMARY KEY ("student_id", "course_id");
DROP INDEX "seat_student_id_idx";

-- - Remove field id from Seat (its values are lost)
--   Loses data.
ALTER TABLE "seat" DROP COLUMN "id";
