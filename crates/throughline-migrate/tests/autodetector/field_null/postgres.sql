-- ~ Alter field name of Student
ALTER TABLE "student" ALTER COLUMN "name" DROP NOT NULL;
