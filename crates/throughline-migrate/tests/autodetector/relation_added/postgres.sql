-- + Add field students to Course (many-to-many)
CREATE TABLE "course_students" (
  "course_id" bigint NOT NULL,
  "student_id" bigint NOT NULL,
  PRIMARY KEY ("course_id", "student_id"),
  CONSTRAINT "course_students_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE,
  CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
);
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
