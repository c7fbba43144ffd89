ALTER TABLE "student" ALTER COLUMN "full_name" TYPE varchar(100) USING "full_name"::varchar(100);
ALTER TABLE "student" RENAME COLUMN "full_name" TO "name";
