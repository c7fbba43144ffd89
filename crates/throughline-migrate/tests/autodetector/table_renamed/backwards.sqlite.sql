-- Undo: ~ Rename the table of Student to school_student
ALTER TABLE "school_student" RENAME TO "student";
