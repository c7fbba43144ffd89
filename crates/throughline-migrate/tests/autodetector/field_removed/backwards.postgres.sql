ALTER TABLE "student" ADD COLUMN "age" integer NOT NULL;
