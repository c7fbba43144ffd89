ALTER TABLE "student" ALTER COLUMN "code" TYPE integer USING "code"::integer;
