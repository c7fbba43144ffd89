-- - Remove field students from Course (its values are lost)
--   Loses data.
DROP TABLE "course_students";
