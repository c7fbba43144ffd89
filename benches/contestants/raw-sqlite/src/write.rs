//! What writes.

use rusqlite::TransactionBehavior;
use workload::{Data, NewStudent, Result, Seen};

use crate::RawSqlite;

pub(crate) const LINK: &str =
    "INSERT INTO course_students (course_id, student_id) VALUES (?, ?) ON CONFLICT DO NOTHING";

pub(crate) const LINK_USUAL: &str = "INSERT INTO usual_course_students (course_id, student_id) VALUES (?, ?) ON CONFLICT DO NOTHING";

pub(crate) const INSERT: &str = "INSERT INTO student (name, email, year) VALUES (?, ?, ?)";

const UPSERT: &str = "INSERT INTO student (name, email, year) VALUES (?, ?, ?) \
    ON CONFLICT (email) DO UPDATE SET name = excluded.name, year = excluded.year RETURNING id";

impl RawSqlite {
    pub(crate) fn link(&self, course: i64, student: i64) -> Result {
        let mut statement = self.db.prepare_cached(LINK)?;
        Ok(Seen::rows(statement.execute([course, student])? as u64))
    }

    pub(crate) fn link_many(&mut self, course: i64, students: &[i64]) -> Result {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut added = 0;
        let mut statement = transaction.prepare_cached(LINK)?;
        for &student in students {
            added += statement.execute([course, student])?;
        }
        drop(statement);
        transaction.commit()?;
        Ok(Seen::rows(added as u64))
    }

    pub(crate) fn unlink(&self, course: i64, student: i64) -> Result {
        let mut statement = self
            .db
            .prepare_cached("DELETE FROM course_students WHERE course_id = ? AND student_id = ?")?;
        Ok(Seen::rows(statement.execute([course, student])? as u64))
    }

    pub(crate) fn set_links(&mut self, course: i64, students: &[i64]) -> Result {
        let mut changed = 0;
        self.set_each(course, students, |_| changed += 1)?;
        Ok(Seen::rows(changed))
    }

    /// Reads what is there, then takes away and adds what differs: with the write lock from the beginning,
    /// so that nobody comes between.
    pub(crate) fn set_each(
        &mut self,
        course: i64,
        students: &[i64],
        mut changed: impl FnMut(i64),
    ) -> rusqlite::Result<()> {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut read = transaction
                .prepare_cached("SELECT student_id FROM course_students WHERE course_id = ?")?;
            let there = read
                .query_map([course], |row| row.get(0))?
                .collect::<rusqlite::Result<std::collections::HashSet<i64>>>()?;
            let wanted: std::collections::HashSet<i64> = students.iter().copied().collect();
            let mut delete = transaction.prepare_cached(
                "DELETE FROM course_students WHERE course_id = ? AND student_id = ?",
            )?;
            for student in there.difference(&wanted) {
                if delete.execute([course, *student])? == 1 {
                    changed(*student);
                }
            }
            let mut insert = transaction.prepare_cached(LINK)?;
            for student in wanted.difference(&there) {
                if insert.execute([course, *student])? == 1 {
                    changed(*student);
                }
            }
        }
        transaction.commit()
    }

    pub(crate) fn unlink_course(&self, course: i64) -> Result {
        let mut statement = self
            .db
            .prepare_cached("DELETE FROM course_students WHERE course_id = ?")?;
        Ok(Seen::rows(statement.execute([course])? as u64))
    }

    pub(crate) fn upsert_student(&self, student: &NewStudent) -> Result {
        let mut statement = self.db.prepare_cached(UPSERT)?;
        let id = statement.query_row((&student.name, &student.email, student.year), |row| {
            row.get(0)
        })?;
        Ok(Seen::keys([id]))
    }

    pub(crate) fn insert_student(&self, student: &NewStudent) -> Result {
        let mut statement = self.db.prepare_cached(INSERT)?;
        let id = statement.insert((&student.name, &student.email, student.year))?;
        Ok(Seen::keys([id]))
    }

    pub(crate) fn insert_students(&mut self, students: &[NewStudent]) -> Result {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut inserted = 0;
        let mut statement = transaction.prepare_cached(INSERT)?;
        for student in students {
            inserted += statement.execute((&student.name, &student.email, student.year))?;
        }
        drop(statement);
        transaction.commit()?;
        Ok(Seen::rows(inserted as u64))
    }

    pub(crate) fn link_pairs(&mut self, sql: &str, links: &[(i64, i64)]) -> Result {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut added = 0;
        let mut statement = transaction.prepare_cached(sql)?;
        for &(course, student) in links {
            added += statement.execute([course, student])?;
        }
        drop(statement);
        transaction.commit()?;
        Ok(Seen::rows(added as u64))
    }

    pub(crate) fn undo(&mut self, data: &Data) -> Result<()> {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "DELETE FROM course_students WHERE course_id > ?",
            [data.size.courses()],
        )?;
        transaction.execute("DELETE FROM student WHERE id > ?", [data.size.students])?;
        let changed = transaction
            .prepare("SELECT id FROM student WHERE year > 5")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        for id in changed {
            let student = Data::student(id);
            transaction.execute(
                "UPDATE student SET name = ?, year = ? WHERE id = ?",
                (student.name, student.year, id),
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}
