ALTER TABLE "student" ALTER COLUMN "age" TYPE bigint USING "age"::bigint;
