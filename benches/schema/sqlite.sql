-- The tables as `throughline::create_tables` makes them, and the usual join table beside its own.
CREATE TABLE "course" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "title" text NOT NULL
);
CREATE TABLE "student" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "name" text NOT NULL,
  "email" text NOT NULL,
  "year" integer NOT NULL
);
CREATE UNIQUE INDEX "student_email_uniq" ON "student" ("email");
CREATE TABLE "enrollment" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "student_id" bigint NOT NULL,
  "course_id" bigint NOT NULL,
  "enrolled" date NOT NULL,
  CONSTRAINT "enrollment_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE,
  CONSTRAINT "enrollment_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "enrollment_student_id_course_id_uniq" ON "enrollment" ("student_id", "course_id");
CREATE INDEX "enrollment_course_id_idx" ON "enrollment" ("course_id");
CREATE TABLE "course_students" (
  "course_id" bigint NOT NULL,
  "student_id" bigint NOT NULL,
  PRIMARY KEY ("course_id", "student_id"),
  CONSTRAINT "course_students_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE,
  CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
CREATE TABLE "usual_course_students" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "course_id" bigint NOT NULL REFERENCES "course" ("id") ON DELETE CASCADE,
  "student_id" bigint NOT NULL REFERENCES "student" ("id") ON DELETE CASCADE,
  UNIQUE ("course_id", "student_id")
);
CREATE INDEX "usual_course_students_course_id_idx" ON "usual_course_students" ("course_id");
CREATE INDEX "usual_course_students_student_id_idx" ON "usual_course_students" ("student_id");
