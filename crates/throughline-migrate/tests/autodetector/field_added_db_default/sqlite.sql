-- + Add field active to Student
ALTER TABLE "student" ADD COLUMN "active" bool NOT NULL DEFAULT TRUE;
