-- ~ Alter field students of Course (many-to-many through Membership)
--   It writes all rows; writers wait.
INSERT INTO "membership" ("course_id", "student_id")
SELECT DISTINCT "old"."course_id", "old"."student_id"
FROM "enrollment" AS "old"
WHERE "old"."course_id" IS NOT NULL AND "old"."student_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "membership" AS "new" WHERE "new"."course_id" = "old"."course_id" AND "new"."student_id" = "old"."student_id")
ORDER BY 1, 2;
