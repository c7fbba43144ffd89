ALTER TABLE "student" ALTER COLUMN "code" TYPE text USING "code"::text;
