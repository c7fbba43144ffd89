-- ~ Rename model Enrollment to Membership
--   It reads all rows; readers and writers wait.
ALTER TABLE "enrollment" RENAME TO "membership";
ALTER INDEX IF EXISTS "enrollment_pkey" RENAME TO "membership_pkey";
ALTER TABLE "membership" RENAME CONSTRAINT "enrollment_student_id_fk" TO "membership_student_id_fk";
ALTER TABLE "membership" RENAME CONSTRAINT "enrollment_course_id_fk" TO "membership_course_id_fk";
CREATE UNIQUE INDEX "membership_student_id_course_id_uniq" ON "membership" ("student_id", "course_id");
CREATE INDEX "membership_course_id_idx" ON "membership" ("course_id");
DROP INDEX "enrollment_student_id_course_id_uniq";
DROP INDEX "enrollment_course_id_idx";
