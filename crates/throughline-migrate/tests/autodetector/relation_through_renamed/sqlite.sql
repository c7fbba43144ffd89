-- ~ Rename model Enrollment to Membership
--   It reads all rows; writers wait.
ALTER TABLE "enrollment" RENAME TO "membership";
DROP INDEX "enrollment_student_id_course_id_uniq";
DROP INDEX "enrollment_course_id_idx";
CREATE UNIQUE INDEX "membership_student_id_course_id_uniq" ON "membership" ("student_id", "course_id");
CREATE INDEX "membership_course_id_idx" ON "membership" ("course_id");
