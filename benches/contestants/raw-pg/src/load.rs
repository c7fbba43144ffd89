//! Courses with their students.

use std::collections::HashMap;
use std::pin::pin;

use futures_util::TryStreamExt;
use futures_util::future::try_join;
use tokio_postgres::{Row, RowStream};
use workload::{Course, Result, Seen, Student};

use crate::{RawPg, course_of, student_of};

impl RawPg {
    /// Both statements are in flight at once. The students come as a stream, so that each is made from the
    /// bytes of the socket and not kept as a row first.
    pub(crate) async fn load_courses(&self, up_to: i64) -> Result {
        let statements = &self.statements;
        let (courses, students) = try_join(
            self.client.query(&statements.courses_to, &[&up_to]),
            self.client.query_raw(&statements.students_to, [&up_to]),
        )
        .await?;
        share_out(&courses, students).await
    }

    pub(crate) async fn load_all_courses(&self) -> Result {
        let none: [i64; 0] = [];
        let statements = &self.statements;
        let (courses, students) = try_join(
            self.client.query(&statements.all_courses, &[]),
            self.client.query_raw(&statements.all_students, none),
        )
        .await?;
        share_out(&courses, students).await
    }
}

async fn share_out(courses: &[Row], students: RowStream) -> Result {
    let mut loaded: Vec<(Course, Vec<Student>)> = courses
        .iter()
        .map(|row| (course_of(row), Vec::new()))
        .collect();
    let places: HashMap<i64, usize> = (0..)
        .zip(&loaded)
        .map(|(at, (course, _))| (course.id, at))
        .collect();
    let mut students = pin!(students);
    while let Some(row) = students.try_next().await? {
        // A course that came between the two statements is not among those that were read.
        if let Some(&at) = places.get(&row.get(0)) {
            loaded[at].1.push(student_of(&row, 1));
        }
    }
    Ok(Seen::loaded(loaded.iter().map(|(course, students)| {
        (course.id, students.iter().map(|student| student.id))
    })))
}
