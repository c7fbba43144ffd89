ALTER TABLE "school_student" RENAME TO "student";
