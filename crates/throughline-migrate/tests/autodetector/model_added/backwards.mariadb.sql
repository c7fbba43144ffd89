DROP TABLE `course_students`;
DROP TABLE `course`;
