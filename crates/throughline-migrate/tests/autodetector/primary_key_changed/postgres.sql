-- - Remove unique key (code) from Student
DROP INDEX "student_code_uniq";

-- ~ Change the primary key of Student to (code)
--   It writes the table anew; readers and writers wait.
ALTER TABLE "room" DROP CONSTRAINT "room_student_id_fk";
ALTER TABLE "room" ADD COLUMN "throughline_new_student_id" varchar(20);
UPDATE "room" SET "throughline_new_student_id" = (SELECT "there"."code" FROM "student" AS "there" WHERE "there"."id" = "room"."student_id");
ALTER TABLE "room" ALTER COLUMN "student_id" TYPE varchar(20) USING "throughline_new_student_id";
ALTER TABLE "room" DROP COLUMN "throughline_new_student_id";
ALTER TABLE "student" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "student" DROP CONSTRAINT "student_pkey", ADD PRIMARY KEY ("code");
ALTER TABLE "room" ADD CONSTRAINT "room_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("code") ON DELETE CASCADE;

-- - Remove field id from Student (its values are lost)
--   Loses data.
ALTER TABLE "student" DROP COLUMN "id";
