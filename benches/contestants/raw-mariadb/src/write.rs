//! What writes.

use std::fmt::Write;

use mysql_async::prelude::Queryable;
use mysql_async::{TxOpts, Value};
use workload::{Data, NewStudent, Result, Seen};

use crate::{RawMariaDb, student_of};

/// So many pairs go in one statement: a megabyte at most, far from the server's limit of 16.
const PAIRS: usize = 50_000;

/// Places for so many rows.
fn rows(row: &str, count: usize) -> String {
    let mut rows = format!("{row}, ").repeat(count);
    rows.truncate(rows.len().saturating_sub(2));
    rows
}

fn insert(students: &[NewStudent]) -> (String, Vec<Value>) {
    let rows = rows("(?, ?, ?)", students.len());
    let sql = format!("INSERT INTO student (name, email, year) VALUES {rows}");
    let values = students
        .iter()
        .flat_map(|one| [(&one.name).into(), (&one.email).into(), one.year.into()]);
    (sql, values.collect())
}

fn link(count: usize) -> String {
    let rows = rows("(?, ?)", count);
    format!(
        "INSERT INTO course_students (course_id, student_id) VALUES {rows} \
         ON DUPLICATE KEY UPDATE course_id = course_id"
    )
}

fn pairs(course: i64, students: &[i64]) -> Vec<Value> {
    let pairs = students.iter().flat_map(|&student| [course, student]);
    pairs.map(Value::from).collect()
}

impl RawMariaDb {
    pub(crate) async fn link_many(&mut self, course: i64, students: &[i64]) -> Result {
        let sql = link(students.len());
        self.connection
            .exec_drop(sql, pairs(course, students))
            .await?;
        Ok(Seen::rows(self.connection.affected_rows()))
    }

    /// The course is locked, so that nobody else sets its students at the same time.
    pub(crate) async fn set_links(&mut self, course: i64, students: &[i64]) -> Result {
        let options = TxOpts::default();
        let mut transaction = self.connection.start_transaction(options).await?;
        let sql = "SELECT 1 FROM course WHERE id = ? FOR UPDATE";
        transaction.exec_drop(sql, (course,)).await?;
        let sql = format!(
            "DELETE FROM course_students WHERE course_id = ? AND student_id NOT IN ({})",
            rows("?", students.len())
        );
        let mut parameters = vec![Value::from(course)];
        parameters.extend(students.iter().copied().map(Value::from));
        transaction.exec_drop(sql, parameters).await?;
        let mut changed = transaction.affected_rows();
        let sql = link(students.len());
        transaction.exec_drop(sql, pairs(course, students)).await?;
        changed += transaction.affected_rows();
        transaction.commit().await?;
        Ok(Seen::rows(changed))
    }

    pub(crate) async fn upsert_student(&mut self, student: &NewStudent) -> Result {
        let sql = "INSERT INTO student (name, email, year) VALUES (?, ?, ?) \
            ON DUPLICATE KEY UPDATE name = VALUES(name), year = VALUES(year) RETURNING id";
        self.insert(sql, student).await
    }

    pub(crate) async fn insert_student(&mut self, student: &NewStudent) -> Result {
        let sql = "INSERT INTO student (name, email, year) VALUES (?, ?, ?) RETURNING id";
        self.insert(sql, student).await
    }

    async fn insert(&mut self, sql: &str, student: &NewStudent) -> Result {
        let NewStudent { name, email, year } = student;
        let id = self.connection.exec_first(sql, (name, email, year)).await?;
        Ok(Seen::keys([id.ok_or("no key")?]))
    }

    pub(crate) async fn insert_students(&mut self, students: &[NewStudent]) -> Result {
        let (sql, values) = insert(students);
        self.connection.exec_drop(sql, values).await?;
        Ok(Seen::rows(self.connection.affected_rows()))
    }

    pub(crate) async fn insert_students_returning(&mut self, students: &[NewStudent]) -> Result {
        let (sql, values) = insert(students);
        let sql = format!("{sql} RETURNING id, name, email, year");
        let students = self.connection.exec_map(sql, values, student_of).await?;
        Ok(Seen::students(&students))
    }

    /// Numbers need no placeholders, of which a statement has 65,535 at most.
    pub(crate) async fn link_pairs(&mut self, table: &str, links: &[(i64, i64)]) -> Result {
        let options = TxOpts::default();
        let mut transaction = self.connection.start_transaction(options).await?;
        let mut added = 0;
        for links in links.chunks(PAIRS) {
            let mut sql = format!("INSERT INTO {table} (course_id, student_id) VALUES ");
            for (course, student) in links {
                write!(sql, "({course},{student}),")?;
            }
            sql.pop();
            transaction.query_drop(sql).await?;
            added += transaction.affected_rows();
        }
        transaction.commit().await?;
        Ok(Seen::rows(added))
    }

    pub(crate) async fn undo(&mut self, data: &Data) -> Result<()> {
        let sql = "DELETE FROM course_students WHERE course_id > ?";
        self.connection
            .exec_drop(sql, (data.size.courses(),))
            .await?;
        let sql = "DELETE FROM student WHERE id > ?";
        self.connection
            .exec_drop(sql, (data.size.students,))
            .await?;
        let sql = "SELECT id FROM student WHERE year > 5";
        let changed: Vec<i64> = self.connection.query(sql).await?;
        let options = TxOpts::default();
        let mut transaction = self.connection.start_transaction(options).await?;
        for id in changed {
            let NewStudent { name, year, .. } = Data::student(id);
            let sql = "UPDATE student SET name = ?, year = ? WHERE id = ?";
            transaction.exec_drop(sql, (name, year, id)).await?;
        }
        Ok(transaction.commit().await?)
    }
}
