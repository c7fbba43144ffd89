-- ~ Rename field name of Student to full_name
ALTER TABLE "student" RENAME COLUMN "name" TO "full_name";

-- ~ Alter field full_name of Student
ALTER TABLE "student" ALTER COLUMN "full_name" TYPE varchar(200) USING "full_name";
