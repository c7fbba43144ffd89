-- + Add field age to Student
ALTER TABLE "student" ADD COLUMN "age" integer NOT NULL DEFAULT 0;
ALTER TABLE "student" ALTER COLUMN "age" DROP DEFAULT;
