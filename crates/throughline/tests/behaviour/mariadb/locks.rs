//! Which rows a statement locks: those that it is for, and not all of the table.

use throughline::blocking::Db;
use throughline::prelude::*;

use super::connect;
use crate::models::{Course, Student, Teacher};

/// 300 students of one course, and what the server has to know to take an index.
fn school(url: &str) -> (Db, Course, Vec<Student>) {
    let db = connect(url);
    throughline::create_tables(&db, [Student::META, Teacher::META, Course::META]).unwrap();
    let builders = (0..300).map(|number| Student::builder().name(format!("{number}")));
    let students = Student::objects().bulk_create(&db, builders).unwrap();
    let course = Course::builder().title("Rust").create(&db).unwrap();
    course.students().add(&db, &students).unwrap();
    for table in ["student", "course_students"] {
        db.execute(format!("ANALYZE TABLE {table}"), ()).unwrap();
    }
    (db, course, students)
}

#[test]
fn rows_that_are_looked_up_by_a_list_are_locked_alone() {
    let (db, course, students) = school(&crate::database::mariadb());
    let logic = Course::builder().title("Logic").create(&db).unwrap();
    logic.students().add(&db, &students[..2]).unwrap();
    let last = students[299].id;
    let rows = || Student::objects().filter(|s| s.id().is_in([students[0].id, students[1].id]));
    let rival = db.clone();
    db.transaction(|tx| {
        tx.execute("SELECT 1 FROM student WHERE id = ? FOR UPDATE", (last,))?;
        let link =
            "SELECT 1 FROM course_students WHERE course_id = ? AND student_id = ? FOR UPDATE";
        tx.execute(link, (course.id, last))?;
        rival.transaction(|tx| {
            tx.execute("SET SESSION innodb_lock_wait_timeout = 1", ())?;
            let pairs = [0, 1].map(|at| (course.id, students[at].id));
            assert_eq!(
                Course::objects().unlink_all(&tx, |c| c.students(), pairs)?,
                2
            );
            let found = Course::objects().filter(|c| c.title().eq("Logic"));
            assert_eq!(found.clear_all(&tx, |c| c.students())?, 2);
            assert_eq!(rows().update(&tx, |s| s.age().set(30))?, 2);
            assert_eq!(rows().delete(&tx)?, 2);
            tx.execute("SET SESSION innodb_lock_wait_timeout = DEFAULT", ())?;
            Ok::<_, throughline::Error>(())
        })
    })
    .unwrap();
    assert_eq!(Student::objects().count(&db).unwrap(), 298);
}
