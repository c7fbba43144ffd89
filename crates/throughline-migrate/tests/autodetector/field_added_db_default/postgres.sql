-- + Add field active to Student
ALTER TABLE "student" ADD COLUMN "active" boolean NOT NULL DEFAULT TRUE;
