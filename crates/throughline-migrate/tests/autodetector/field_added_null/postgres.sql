-- + Add field born to Student
ALTER TABLE "student" ADD COLUMN "born" date;
