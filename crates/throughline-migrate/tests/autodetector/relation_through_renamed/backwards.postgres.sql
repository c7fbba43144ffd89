-- Undo: ~ Rename model Enrollment to Membership
--   It reads all rows; readers and writers wait.
ALTER TABLE "membership" RENAME TO "enrollment";
ALTER INDEX IF EXISTS "membership_pkey" RENAME TO "enrollment_pkey";
ALTER TABLE "enrollment" RENAME CONSTRAINT "membership_student_id_fk" TO "enrollment_student_id_fk";
ALTER TABLE "enrollment" RENAME CONSTRAINT "membership_course_id_fk" TO "enrollment_course_id_fk";
CREATE UNIQUE INDEX "enrollment_student_id_course_id_uniq" ON "enrollment" ("student_id", "course_id");
CREATE INDEX "enrollment_course_id_idx" ON "enrollment" ("course_id");
DROP INDEX "membership_student_id_course_id_uniq";
DROP INDEX "membership_course_id_idx";
