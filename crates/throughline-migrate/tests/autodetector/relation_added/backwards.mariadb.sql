DROP TABLE `course_students`;
