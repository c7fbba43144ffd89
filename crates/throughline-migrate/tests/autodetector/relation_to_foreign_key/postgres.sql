-- ~ Alter field students of Course (foreign key to Student)
--   It writes all rows; readers and writers wait.
-- Must give 0; else `migrate` refuses: rows of `course` in the way: they have several links, and a foreign key has room for one.
SELECT count(*) FROM (SELECT "course_id" FROM "course_students" GROUP BY "course_id" HAVING count(DISTINCT "student_id") > 1) AS "several";
ALTER TABLE "course" ADD COLUMN "students_id" bigint;
UPDATE "course" SET "students_id" = (SELECT "there"."student_id" FROM "course_students" AS "there" WHERE "there"."course_id" = "course"."id");
CREATE INDEX "course_students_id_idx" ON "course" ("students_id");
ALTER TABLE "course" ADD CONSTRAINT "course_students_id_fk" FOREIGN KEY ("students_id") REFERENCES "student" ("id") ON DELETE CASCADE;
DROP TABLE "course_students";
