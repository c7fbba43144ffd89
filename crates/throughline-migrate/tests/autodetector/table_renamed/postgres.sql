ALTER TABLE "student" RENAME TO "school_student";
