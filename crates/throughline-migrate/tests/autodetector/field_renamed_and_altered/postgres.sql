ALTER TABLE "student" RENAME COLUMN "name" TO "full_name";
ALTER TABLE "student" ALTER COLUMN "full_name" TYPE varchar(200) USING "full_name"::varchar(200);
