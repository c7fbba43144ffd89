-- Undo: ~ Alter field id of Student
--   It writes the table anew; writers wait.
CREATE TABLE "throughline_new_student" (
  "id" integer PRIMARY KEY AUTOINCREMENT
);
INSERT INTO "throughline_new_student" ("id")
SELECT "id"
FROM "student";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_student';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_student', seq FROM sqlite_sequence WHERE name = 'student';
PRAGMA legacy_alter_table = 1;
DROP TABLE "student";
ALTER TABLE "throughline_new_student" RENAME TO "student";
PRAGMA legacy_alter_table = 0;
CREATE TABLE "throughline_new_course_students" (
  "course_id" bigint NOT NULL,
  "student_id" integer NOT NULL,
  PRIMARY KEY ("course_id", "student_id"),
  CONSTRAINT "course_students_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE CASCADE,
  CONSTRAINT "course_students_student_id_fk" FOREIGN KEY ("student_id") REFERENCES "student" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_course_students" ("course_id", "student_id")
SELECT "course_id", "student_id"
FROM "course_students";
PRAGMA legacy_alter_table = 1;
DROP TABLE "course_students";
ALTER TABLE "throughline_new_course_students" RENAME TO "course_students";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "course_students_student_id_course_id_idx" ON "course_students" ("student_id", "course_id");
CREATE TABLE "throughline_new_student_friends" (
  "from_student_id" integer NOT NULL,
  "to_student_id" integer NOT NULL,
  PRIMARY KEY ("from_student_id", "to_student_id"),
  CONSTRAINT "student_friends_from_student_id_fk" FOREIGN KEY ("from_student_id") REFERENCES "student" ("id") ON DELETE CASCADE,
  CONSTRAINT "student_friends_to_student_id_fk" FOREIGN KEY ("to_student_id") REFERENCES "student" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "throughline_new_student_friends" ("from_student_id", "to_student_id")
SELECT "from_student_id", "to_student_id"
FROM "student_friends";
PRAGMA legacy_alter_table = 1;
DROP TABLE "student_friends";
ALTER TABLE "throughline_new_student_friends" RENAME TO "student_friends";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "student_friends_to_student_id_from_student_id_idx" ON "student_friends" ("to_student_id", "from_student_id");
