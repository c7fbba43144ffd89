-- ~ Alter field id of Student
--   It writes the table anew; readers and writers wait.
ALTER TABLE "course_students" DROP CONSTRAINT "course_students_student_id_fk";
ALTER TABLE "student_friends" DROP CONSTRAINT "student_friends_from_student_id_fk";
ALTER TABLE "student_friends" DROP CONSTRAINT "student_friends_to_student_id_fk";
ALTER TABLE "student" ALTER COLUMN "id" TYPE bigint USING "id"::bigint;
ALTER TABLE "course_students" ALTER COLUMN "student_id" TYPE bigint USING "student_id"::bigint;
ALTER TABLE "student_friends" ALTER COLUMN "from_student_id" TYPE bigint USING "from_student_id"::bigint;
ALTER TABLE "student_friends" ALTER COLUMN "to_student_id" TYPE bigint USING "to_student_id"::bigint;
ALTER TABLE "course_students" ADD CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE;
ALTER TABLE "student_friends" ADD CONSTRAINT "student_friends_from_student_id_fk" FOREIGN KEY ("from_student_id") REFERENCES "student" ("id") ON DELETE CASCADE;
ALTER TABLE "student_friends" ADD CONSTRAINT "student_friends_to_student_id_fk" FOREIGN KEY ("to_student_id") REFERENCES "student" ("id") ON DELETE CASCADE;
