CREATE INDEX "seat_student_id_idx" ON "seat" ("student_id");
DROP INDEX "seat_student_id_course_id_uniq";
ALTER TABLE "seat" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "seat" DROP CONSTRAINT "seat_pkey";
ALTER TABLE "seat" ADD PRIMARY KEY ("student_id", "course_id");
DROP INDEX "seat_student_id_idx";
ALTER TABLE "seat" DROP COLUMN "id";
