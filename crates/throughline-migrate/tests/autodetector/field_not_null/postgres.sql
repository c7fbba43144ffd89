-- ~ Alter field name of Student
--   It writes all rows; readers and writers wait.
UPDATE "student" SET "name" = '' WHERE "name" IS NULL;
ALTER TABLE "student" ALTER COLUMN "name" SET NOT NULL;
