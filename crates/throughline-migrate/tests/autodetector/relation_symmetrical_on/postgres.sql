-- ~ Alter field friends of Student (many-to-many)
--   It writes all rows.
INSERT INTO "student_friends" ("from_student_id", "to_student_id")
SELECT DISTINCT "old"."to_student_id", "old"."from_student_id"
FROM "student_friends" AS "old"
WHERE "old"."to_student_id" IS NOT NULL AND "old"."from_student_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "student_friends" AS "new" WHERE "new"."from_student_id" = "old"."to_student_id" AND "new"."to_student_id" = "old"."from_student_id")
ORDER BY 1, 2;
