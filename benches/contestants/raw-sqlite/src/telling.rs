//! What writes, and tells which rows it wrote. RETURNING would have SQLite gather them in a table of its own.

use rusqlite::TransactionBehavior;
use workload::{NewStudent, Result, Seen, Student};

use crate::RawSqlite;
use crate::write::{INSERT, LINK};

impl RawSqlite {
    pub(crate) fn link_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut added = Vec::new();
        let mut statement = transaction.prepare_cached(LINK)?;
        for &student in students {
            if statement.execute([course, student])? == 1 {
                added.push(student);
            }
        }
        drop(statement);
        transaction.commit()?;
        Ok(Seen::keys(added))
    }

    pub(crate) fn set_links_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let mut changed = Vec::new();
        self.set_each(course, students, |student| changed.push(student))?;
        Ok(Seen::keys(changed))
    }

    pub(crate) fn unlink_telling(&mut self, course: i64) -> Result {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let removed: Vec<i64> = transaction
            .prepare_cached("SELECT student_id FROM course_students WHERE course_id = ?")?
            .query_map([course], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        transaction
            .prepare_cached("DELETE FROM course_students WHERE course_id = ?")?
            .execute([course])?;
        transaction.commit()?;
        Ok(Seen::keys(removed))
    }

    /// What was written is what the database has: only the key is new.
    pub(crate) fn insert_students_returning(&mut self, students: Vec<NewStudent>) -> Result {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut made = Vec::with_capacity(students.len());
        let mut statement = transaction.prepare_cached(INSERT)?;
        for NewStudent { name, email, year } in students {
            let id = statement.insert((&name, &email, year))?;
            made.push(Student {
                id,
                name,
                email,
                year,
            });
        }
        drop(statement);
        transaction.commit()?;
        Ok(Seen::students(&made))
    }
}
