-- ~ Alter field age of Student
ALTER TABLE "student" ALTER COLUMN "age" SET DEFAULT 18;
