ALTER TABLE "student" RENAME COLUMN "name" TO "full_name";
