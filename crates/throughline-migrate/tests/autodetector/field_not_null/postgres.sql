UPDATE "student" SET "name" = $1 WHERE "name" IS NULL;  -- ""
ALTER TABLE "student" ALTER COLUMN "name" SET NOT NULL;
