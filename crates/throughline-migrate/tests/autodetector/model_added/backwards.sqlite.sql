-- Undo: + Add field students to Course (many-to-many)
DROP TABLE "course_students";

-- Undo: + Create model Course
DROP TABLE "course";
