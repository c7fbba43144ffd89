ALTER TABLE "student" ALTER COLUMN "name" TYPE varchar(50) USING "name"::varchar(50);
