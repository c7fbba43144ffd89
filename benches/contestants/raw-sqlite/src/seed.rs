//! The database that contestants get copies of.

use rusqlite::Connection;
use workload::{Data, Result, Size};

/// Tables, rows and what ANALYZE gathers, in one file: the log is written back.
pub(crate) fn seed(file: &str, students: &str) -> Result<()> {
    let data = Data::new(Size::of(students.parse()?));
    let mut db = Connection::open(file)?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // Ten million links are written in no order of their indexes: all pages stay in memory meanwhile, in KiB.
    db.pragma_update(None, "cache_size", -4_000_000)?;
    db.execute_batch(include_str!("../../../schema/sqlite.sql"))?;
    let transaction = db.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT INTO student VALUES (?, ?, ?, ?)")?;
        for id in 1..=data.size.students {
            let student = Data::student(id);
            insert.execute((id, student.name, student.email, student.year))?;
        }
        let mut insert = transaction.prepare("INSERT INTO course VALUES (?, ?)")?;
        for id in 1..=data.size.all_courses() {
            insert.execute((id, Data::title(id)))?;
        }
        let mut link = transaction.prepare("INSERT INTO course_students VALUES (?, ?)")?;
        let mut link_usual = transaction
            .prepare("INSERT INTO usual_course_students (course_id, student_id) VALUES (?, ?)")?;
        // In the order of the key: at ten million rows any other takes hours.
        for (students, course) in data.students_of.iter().zip(1_i64..) {
            for student in students {
                link.execute((course, student))?;
                link_usual.execute((course, student))?;
            }
        }
        let mut enroll = transaction
            .prepare("INSERT INTO enrollment (student_id, course_id, enrolled) VALUES (?, ?, ?)")?;
        for (student, course, date) in &data.enrollments {
            enroll.execute((student, course, date.to_string()))?;
        }
    }
    transaction.commit()?;
    db.execute_batch("ANALYZE; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}
