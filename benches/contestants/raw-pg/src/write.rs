//! What writes.

use std::pin::pin;

use futures_util::future::try_join4;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Row, Statement};
use workload::{Data, NewStudent, Result, Seen};

use crate::{RawPg, student_of};

pub(crate) const COPY: &str =
    "COPY course_students (course_id, student_id) FROM STDIN WITH (FORMAT binary)";

pub(crate) const COPY_USUAL: &str =
    "COPY usual_course_students (course_id, student_id) FROM STDIN WITH (FORMAT binary)";

impl RawPg {
    pub(crate) async fn link(&self, course: i64, student: i64) -> Result {
        let statement = &self.statements.link;
        let added = self.client.execute(statement, &[&course, &student]).await?;
        Ok(Seen::rows(added))
    }

    pub(crate) async fn link_many(&self, course: i64, students: &[i64]) -> Result {
        let statement = &self.statements.link_many;
        let added = self
            .client
            .execute(statement, &[&course, &students])
            .await?;
        Ok(Seen::rows(added))
    }

    pub(crate) async fn link_telling(&self, course: i64, students: &[i64]) -> Result {
        let statement = &self.statements.link_telling;
        let added = self.client.query(statement, &[&course, &students]).await?;
        Ok(Seen::keys(added.iter().map(|row| row.get(0))))
    }

    pub(crate) async fn unlink(&self, course: i64, student: i64) -> Result {
        let statement = &self.statements.unlink;
        let removed = self.client.execute(statement, &[&course, &student]).await?;
        Ok(Seen::rows(removed))
    }

    /// The course is locked, so that nobody else sets its students at the same time. All four statements are
    /// sent at once: one round trip.
    async fn set_by(&self, statement: &Statement, course: i64, students: &[i64]) -> Result<Row> {
        let statements = &self.statements;
        let (_, _, changed, _) = try_join4(
            self.client.batch_execute("BEGIN"),
            self.client.query_one(&statements.lock_course, &[&course]),
            self.client.query_one(statement, &[&course, &students]),
            self.client.batch_execute("COMMIT"),
        )
        .await?;
        Ok(changed)
    }

    pub(crate) async fn set_links(&self, course: i64, students: &[i64]) -> Result {
        let statement = &self.statements.set;
        let changed = self.set_by(statement, course, students).await?;
        let changed: i64 = changed.get(0);
        Ok(Seen::rows(changed as u64))
    }

    pub(crate) async fn set_links_telling(&self, course: i64, students: &[i64]) -> Result {
        let statement = &self.statements.set_telling;
        let changed = self.set_by(statement, course, students).await?;
        let removed: Option<Vec<i64>> = changed.get(0);
        let added: Option<Vec<i64>> = changed.get(1);
        let (removed, added) = (removed.unwrap_or_default(), added.unwrap_or_default());
        Ok(Seen::keys(added.into_iter().chain(removed)))
    }

    pub(crate) async fn unlink_course(&self, course: i64) -> Result {
        let statement = &self.statements.unlink_course;
        let removed = self.client.execute(statement, &[&course]).await?;
        Ok(Seen::rows(removed))
    }

    pub(crate) async fn unlink_telling(&self, course: i64) -> Result {
        let statement = &self.statements.unlink_telling;
        let removed = self.client.query(statement, &[&course]).await?;
        Ok(Seen::keys(removed.iter().map(|row| row.get(0))))
    }

    pub(crate) async fn upsert_student(&self, student: &NewStudent) -> Result {
        let NewStudent { name, email, year } = student;
        let statement = &self.statements.upsert;
        let row = self
            .client
            .query_one(statement, &[name, email, year])
            .await?;
        Ok(Seen::keys([row.get(0)]))
    }

    pub(crate) async fn insert_student(&self, student: &NewStudent) -> Result {
        let NewStudent { name, email, year } = student;
        let statement = &self.statements.insert;
        let row = self
            .client
            .query_one(statement, &[name, email, year])
            .await?;
        Ok(Seen::keys([row.get(0)]))
    }

    pub(crate) async fn insert_students(&self, students: &[NewStudent]) -> Result {
        let statement = &self.statements.insert_many;
        let (names, emails, years) = columns(students);
        let inserted = self
            .client
            .execute(statement, &[&names, &emails, &years])
            .await?;
        Ok(Seen::rows(inserted))
    }

    pub(crate) async fn insert_students_returning(&self, students: &[NewStudent]) -> Result {
        let statement = &self.statements.insert_returning;
        let (names, emails, years) = columns(students);
        let rows = self
            .client
            .query(statement, &[&names, &emails, &years])
            .await?;
        let students: Vec<_> = rows.iter().map(|row| student_of(row, 0)).collect();
        Ok(Seen::students(&students))
    }

    pub(crate) async fn copy_links(&self, sql: &str, links: &[(i64, i64)]) -> Result {
        let sink = self.client.copy_in(sql).await?;
        let writer = BinaryCopyInWriter::new(sink, &[Type::INT8, Type::INT8]);
        let mut writer = pin!(writer);
        for (course, student) in links {
            writer.as_mut().write(&[course, student]).await?;
        }
        Ok(Seen::rows(writer.finish().await?))
    }

    /// What is gone is swept out too, so that no operation pays for the writes of another.
    pub(crate) async fn undo(&self, data: &Data) -> Result<()> {
        let sql = "DELETE FROM course_students WHERE course_id > $1";
        self.client.execute(sql, &[&data.size.courses()]).await?;
        let sql = "DELETE FROM student WHERE id > $1";
        self.client.execute(sql, &[&data.size.students]).await?;
        let sql = "SELECT id FROM student WHERE year > 5";
        let changed = self.client.query(sql, &[]).await?;
        let changed: Vec<i64> = changed.iter().map(|row| row.get(0)).collect();
        let (names, years): (Vec<String>, Vec<i32>) = changed
            .iter()
            .map(|&id| {
                let student = Data::student(id);
                (student.name, student.year)
            })
            .unzip();
        let sql = "UPDATE student SET name = was.name, year = was.year \
            FROM unnest($1::bigint[], $2::text[], $3::int[]) was (id, name, year) \
            WHERE student.id = was.id";
        self.client
            .execute(sql, &[&changed, &names, &years])
            .await?;
        let sql = "VACUUM student, course_students, usual_course_students";
        Ok(self.client.batch_execute(sql).await?)
    }
}

fn columns(students: &[NewStudent]) -> (Vec<&str>, Vec<&str>, Vec<i32>) {
    let names = students.iter().map(|one| one.name.as_str()).collect();
    let emails = students.iter().map(|one| one.email.as_str()).collect();
    let years = students.iter().map(|one| one.year).collect();
    (names, emails, years)
}
