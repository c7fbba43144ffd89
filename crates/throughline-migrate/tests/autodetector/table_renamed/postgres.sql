-- ~ Rename the table of Student to school_student
ALTER TABLE "student" RENAME TO "school_student";
ALTER INDEX IF EXISTS "student_pkey" RENAME TO "school_student_pkey";
