//! What reads.

use std::pin::pin;

use futures_util::TryStreamExt;
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;
use workload::{Course, Result, Seen};

use crate::{RawPg, course_of, student_of};

impl RawPg {
    pub(crate) async fn get_student(&self, id: i64) -> Result {
        let row = self.client.query_one(&self.statements.get, &[&id]).await?;
        let student = student_of(&row, 0);
        Ok(Seen::keys([student.id]))
    }

    pub(crate) async fn read_students(&self, course: i64) -> Result {
        let statement = &self.statements.students_of;
        let mut rows = pin!(self.client.query_raw(statement, [&course]).await?);
        let mut read = Vec::new();
        while let Some(row) = rows.try_next().await? {
            read.push(student_of(&row, 0));
        }
        Ok(Seen::students(&read))
    }

    pub(crate) async fn read_courses(
        &self,
        statement: &Statement,
        parameter: &(dyn ToSql + Sync),
    ) -> Result {
        let read = self.courses(statement, parameter).await?;
        Ok(Seen::courses(&read))
    }

    pub(crate) async fn read_enrolled(&self, student: i64) -> Result {
        let read = self.courses(&self.statements.enrolled, &student).await?;
        Ok(Seen::in_order(read.iter().map(|course| course.id)))
    }

    async fn courses(
        &self,
        statement: &Statement,
        parameter: &(dyn ToSql + Sync),
    ) -> Result<Vec<Course>> {
        let mut rows = pin!(self.client.query_raw(statement, [parameter]).await?);
        let mut read = Vec::new();
        while let Some(row) = rows.try_next().await? {
            read.push(course_of(&row));
        }
        Ok(read)
    }

    pub(crate) async fn read_most(&self, how_many: i64) -> Result {
        let most = &self.statements.most;
        let rows = self.client.query(most, &[&how_many]).await?;
        let read: Vec<(Course, i64)> = rows
            .iter()
            .map(|row| (course_of(row), row.get(2)))
            .collect();
        Ok(Seen::keys(
            read.iter().map(|(course, students)| course.id + students),
        ))
    }
}
