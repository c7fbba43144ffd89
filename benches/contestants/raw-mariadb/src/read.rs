//! What reads.

use std::collections::HashMap;

use mysql_async::Value;
use mysql_async::prelude::Queryable;
use workload::{Course, Result, Seen, Student};

use crate::{RawMariaDb, course_of, student_of};

pub(crate) const COURSES_OF: &str = "SELECT course.id, course.title FROM course_students link \
    JOIN course ON course.id = link.course_id WHERE link.student_id = ?";

pub(crate) const COURSES_BY_EMAIL: &str = "SELECT id, title FROM course WHERE id IN (\
    SELECT link.course_id FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE student.email = ?)";

pub(crate) const ENROLLED: &str = "SELECT course.id, course.title FROM enrollment \
    JOIN course ON course.id = enrollment.course_id WHERE enrollment.student_id = ? \
    ORDER BY course.title";

const STUDENTS_OF: &str = "SELECT student.id, student.name, student.email, student.year \
    FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE link.course_id = ?";

const STUDENTS_TO: &str = "SELECT link.course_id, student.id, student.name, student.email, \
    student.year FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE link.course_id <= ?";

const MOST: &str = "SELECT course.id, course.title, most.students FROM (\
    SELECT course_id, count(*) AS students FROM course_students GROUP BY course_id \
    ORDER BY students DESC, course_id LIMIT ?) most JOIN course ON course.id = most.course_id \
    ORDER BY most.students DESC, course.id";

impl RawMariaDb {
    pub(crate) async fn get_student(&mut self, id: i64) -> Result {
        let sql = "SELECT id, name, email, year FROM student WHERE id = ?";
        let row = self.connection.exec_first(sql, (id,)).await?;
        let student = student_of(row.ok_or("no such student")?);
        Ok(Seen::keys([student.id]))
    }

    pub(crate) async fn read_students(&mut self, course: i64) -> Result {
        let read = self
            .connection
            .exec_map(STUDENTS_OF, (course,), student_of)
            .await?;
        Ok(Seen::keys(read.iter().map(|student| student.id)))
    }

    pub(crate) async fn courses(
        &mut self,
        sql: &str,
        parameter: impl Into<Value>,
    ) -> Result<Vec<Course>> {
        let parameters = vec![parameter.into()];
        Ok(self.connection.exec_map(sql, parameters, course_of).await?)
    }

    pub(crate) async fn load_courses(&mut self, up_to: i64) -> Result {
        let sql = "SELECT id, title FROM course WHERE id <= ? ORDER BY id";
        let courses = self
            .connection
            .exec_map(sql, (up_to,), |row| (course_of(row), Vec::new()));
        let loaded: Vec<(Course, Vec<Student>)> = courses.await?;
        let places: HashMap<i64, usize> = (0..)
            .zip(&loaded)
            .map(|(at, (course, _))| (course.id, at))
            .collect();
        let students = self.connection.exec_fold(
            STUDENTS_TO,
            (up_to,),
            loaded,
            |mut loaded, (course, id, name, email, year): (i64, _, _, _, _)| {
                if let Some(&at) = places.get(&course) {
                    loaded[at].1.push(student_of((id, name, email, year)));
                }
                loaded
            },
        );
        let loaded = students.await?;
        Ok(Seen::loaded(loaded.iter().map(|(course, students)| {
            (course.id, students.iter().map(|student| student.id))
        })))
    }

    pub(crate) async fn read_most(&mut self, how_many: i64) -> Result {
        let read: Vec<(Course, i64)> = self
            .connection
            .exec_map(MOST, (how_many,), |(id, title, students)| {
                (course_of((id, title)), students)
            })
            .await?;
        Ok(Seen::keys(
            read.iter().map(|(course, students)| course.id + students),
        ))
    }
}
