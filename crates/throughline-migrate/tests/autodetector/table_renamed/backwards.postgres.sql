-- Undo: ~ Rename the table of Student to school_student
ALTER TABLE "school_student" RENAME TO "student";
ALTER INDEX IF EXISTS "school_student_pkey" RENAME TO "student_pkey";
