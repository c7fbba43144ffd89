ALTER TABLE "student" DROP COLUMN "active";
