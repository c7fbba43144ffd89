//! What reads.

use rusqlite::ToSql;
use workload::{Course, Result, Seen, Student};

use crate::{RawSqlite, course_of, student_of};

pub(crate) const COURSES_OF: &str = "SELECT course.id, course.title FROM course_students link \
    JOIN course ON course.id = link.course_id WHERE link.student_id = ?";

pub(crate) const COURSES_BY_EMAIL: &str = "SELECT id, title FROM course WHERE id IN (\
    SELECT link.course_id FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE student.email = ?)";

const ENROLLED: &str = "SELECT course.id, course.title FROM enrollment \
    JOIN course ON course.id = enrollment.course_id WHERE enrollment.student_id = ? \
    ORDER BY course.title";

const STUDENTS_OF: &str = "SELECT student.id, student.name, student.email, student.year \
    FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE link.course_id = ?";

const MOST: &str = "SELECT course.id, course.title, most.students FROM (\
    SELECT course_id, count(*) AS students FROM course_students GROUP BY course_id \
    ORDER BY students DESC, course_id LIMIT ?) most JOIN course ON course.id = most.course_id \
    ORDER BY most.students DESC, course.id";

impl RawSqlite {
    pub(crate) fn get_student(&self, id: i64) -> Result {
        let mut statement = self
            .db
            .prepare_cached("SELECT id, name, email, year FROM student WHERE id = ?")?;
        let student = statement.query_row([id], |row| student_of(row, 0))?;
        Ok(Seen::keys([student.id]))
    }

    pub(crate) fn read_students(&self, course: i64) -> Result {
        let mut statement = self.db.prepare_cached(STUDENTS_OF)?;
        let rows = statement.query_map([course], |row| student_of(row, 0))?;
        let read = rows.collect::<rusqlite::Result<Vec<Student>>>()?;
        Ok(Seen::students(&read))
    }

    pub(crate) fn read_courses(&self, sql: &str, parameter: impl ToSql) -> Result {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([parameter], course_of)?;
        let read = rows.collect::<rusqlite::Result<Vec<Course>>>()?;
        Ok(Seen::courses(&read))
    }

    pub(crate) fn read_enrolled(&self, student: i64) -> Result {
        let mut statement = self.db.prepare_cached(ENROLLED)?;
        let rows = statement.query_map([student], course_of)?;
        let read = rows.collect::<rusqlite::Result<Vec<Course>>>()?;
        Ok(Seen::in_order(read.iter().map(|course| course.id)))
    }

    /// Two statements in one transaction, so that both see the same and one read lock is enough. The
    /// children come in the order of the join table's key, which is that of the parents.
    pub(crate) fn load_courses(&mut self, up_to: Option<i64>) -> Result {
        let transaction = self.db.transaction()?;
        let up_to = up_to.unwrap_or(i64::MAX);
        let mut parents =
            transaction.prepare_cached("SELECT id, title FROM course WHERE id <= ? ORDER BY id")?;
        let mut loaded = parents
            .query_map([up_to], |row| Ok((course_of(row)?, Vec::new())))?
            .collect::<rusqlite::Result<Vec<(Course, Vec<Student>)>>>()?;
        let mut children = transaction.prepare_cached(
            "SELECT link.course_id, student.id, student.name, student.email, student.year \
             FROM course_students link CROSS JOIN student ON student.id = link.student_id \
             WHERE link.course_id <= ? ORDER BY link.course_id",
        )?;
        let mut rows = children.query([up_to])?;
        let mut at = 0;
        while let Some(row) = rows.next()? {
            let course: i64 = row.get(0)?;
            while loaded[at].0.id != course {
                at += 1;
            }
            loaded[at].1.push(student_of(row, 1)?);
        }
        let seen = Seen::loaded(
            loaded
                .iter()
                .map(|(course, students)| (course.id, students.iter().map(|student| student.id))),
        );
        Ok(seen)
    }

    pub(crate) fn stream_students(&self) -> Result {
        let mut statement = self
            .db
            .prepare_cached("SELECT id, name, email, year FROM student ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut seen = Seen::default();
        while let Some(row) = rows.next()? {
            seen.take(student_of(row, 0)?.id);
        }
        Ok(seen)
    }

    pub(crate) fn read_most(&self, how_many: i64) -> Result {
        let mut statement = self.db.prepare_cached(MOST)?;
        let rows = statement.query_map([how_many], |row| Ok((course_of(row)?, row.get(2)?)))?;
        let read = rows.collect::<rusqlite::Result<Vec<(Course, i64)>>>()?;
        Ok(Seen::keys(
            read.iter().map(|(course, students)| course.id + students),
        ))
    }
}
