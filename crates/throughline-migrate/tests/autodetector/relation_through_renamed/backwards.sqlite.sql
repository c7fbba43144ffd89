-- Undo: ~ Rename model Enrollment to Membership
--   It reads all rows; writers wait.
ALTER TABLE "membership" RENAME TO "enrollment";
DROP INDEX "membership_student_id_course_id_uniq";
DROP INDEX "membership_course_id_idx";
CREATE UNIQUE INDEX "enrollment_student_id_course_id_uniq" ON "enrollment" ("student_id", "course_id");
CREATE INDEX "enrollment_course_id_idx" ON "enrollment" ("course_id");
