ALTER TABLE "student" ALTER COLUMN "age" TYPE integer USING "age"::integer;
