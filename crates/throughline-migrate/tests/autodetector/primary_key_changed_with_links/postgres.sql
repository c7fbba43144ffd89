-- - Remove unique key (code) from Student
DROP INDEX "student_code_uniq";

-- ~ Change the primary key of Student to (code)
--   It writes the table anew; readers and writers wait.
ALTER TABLE "course_students" DROP CONSTRAINT "course_students_student_id_fk";
ALTER TABLE "student_friends" DROP CONSTRAINT "student_friends_from_student_id_fk";
ALTER TABLE "student_friends" DROP CONSTRAINT "student_friends_to_student_id_fk";
ALTER TABLE "student" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "course_students" ADD COLUMN "throughline_new_student_id" varchar(20);
UPDATE "course_students" SET "throughline_new_student_id" = (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "course_students"."student_id");
ALTER TABLE "course_students" ALTER COLUMN "student_id" TYPE varchar(20) USING "throughline_new_student_id";
ALTER TABLE "course_students" DROP COLUMN "throughline_new_student_id";
ALTER TABLE "student_friends" ADD COLUMN "throughline_new_from_student_id" varchar(20);
UPDATE "student_friends" SET "throughline_new_from_student_id" = (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "student_friends"."from_student_id");
ALTER TABLE "student_friends" ALTER COLUMN "from_student_id" TYPE varchar(20) USING "throughline_new_from_student_id";
ALTER TABLE "student_friends" DROP COLUMN "throughline_new_from_student_id";
ALTER TABLE "student_friends" ADD COLUMN "throughline_new_to_student_id" varchar(20);
UPDATE "student_friends" SET "throughline_new_to_student_id" = (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "student_friends"."to_student_id");
ALTER TABLE "student_friends" ALTER COLUMN "to_student_id" TYPE varchar(20) USING "throughline_new_to_student_id";
ALTER TABLE "student_friends" DROP COLUMN "throughline_new_to_student_id";
ALTER TABLE "student" DROP CONSTRAINT "student_pkey", ADD PRIMARY KEY ("code");
ALTER TABLE "course_students" ADD CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("code") ON DELETE CASCADE;
ALTER TABLE "student_friends" ADD CONSTRAINT "student_friends_from_student_id_fk" FOREIGN KEY ("from_student_id") REFERENCES "student" ("code") ON DELETE CASCADE;
ALTER TABLE "student_friends" ADD CONSTRAINT "student_friends_to_student_id_fk" FOREIGN KEY ("to_student_id") REFERENCES "student" ("code") ON DELETE CASCADE;

-- - Remove field id from Student (its values are lost)
--   Loses data.
ALTER TABLE "student" DROP COLUMN "id";
