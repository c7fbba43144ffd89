ALTER TABLE "student" DROP COLUMN "age";
