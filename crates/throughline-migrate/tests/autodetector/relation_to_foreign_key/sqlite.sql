-- ~ Alter field students of Course (foreign key to Student)
--   It writes the table anew; writers wait.
-- Must give 0; else `migrate` refuses: rows of `course` in the way: they have several links, and a foreign key has room for one.
SELECT count(*) FROM (SELECT "course_id" FROM "course_students" GROUP BY "course_id" HAVING count(DISTINCT "student_id") > 1) AS "several";
CREATE TABLE "throughline_new_course" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "title" varchar(100) NOT NULL CHECK (length("title") <= 100),
  "students_id" bigint,
  CONSTRAINT "course_students_id_fk" FOREIGN KEY ("students_id") REFERENCES "student" ("id") ON DELETE CASCADE
);
INSERT INTO "throughline_new_course" ("id", "title", "students_id")
SELECT "id", "title", (SELECT "there"."student_id" FROM "course_students" AS "there" WHERE "there"."course_id" = "course"."id")
FROM "course";
DELETE FROM sqlite_sequence WHERE name = 'throughline_new_course';
INSERT INTO sqlite_sequence (name, seq) SELECT 'throughline_new_course', seq FROM sqlite_sequence WHERE name = 'course';
PRAGMA legacy_alter_table = 1;
DROP TABLE "course";
ALTER TABLE "throughline_new_course" RENAME TO "course";
PRAGMA legacy_alter_table = 0;
CREATE INDEX "course_students_id_idx" ON "course" ("students_id");
DROP TABLE "course_students";
