//! How links are told to be new, or to have been there.

use throughline::prelude::*;

use super::connect;
use crate::models::{Course, Student, StudentPath, Teacher};

#[derive(Model, Debug, Clone, PartialEq)]
struct Crew {
    id: i64,
    sailors: ManyToMany<Student, Sailor>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(crew, student))]
struct Sailor {
    id: i64,
    crew: ForeignKey<Crew>,
    student: ForeignKey<Student>,
    shirt: i32,
}

/// The server counts a row that is there like a new one, since an `UPDATE` wants it so.
#[test]
fn one_link_that_was_there_is_told_without_its_key_being_sent_back() {
    let db = connect(&crate::database::mariadb());
    throughline::create_tables(&db, [Student::META, Teacher::META, Course::META]).unwrap();
    let ann = Student::builder().name("Ann").create(&db).unwrap();
    let ben = Student::builder().name("Ben").create(&db).unwrap();
    let course = Course::builder().title("Rust").create(&db).unwrap();
    let recorder = db.record();
    let students = course.students();
    assert_eq!(students.add(&db, [&ann]).unwrap(), [ann.id]);
    for _ in 0..2 {
        assert!(students.add(&db, [&ann]).unwrap().is_empty());
    }
    // What it left in the session is taken for nothing by the statements behind it.
    let renamed = Student::objects().update(&db, |s| s.name().set("Anna"));
    assert_eq!(renamed.unwrap(), 2);
    assert_eq!(students.add(&db, [&ben]).unwrap(), [ben.id]);
    assert_eq!(students.remove(&db, [&ann]).unwrap(), [ann.id]);
    assert!(students.remove(&db, [&ann]).unwrap().is_empty());
    assert_eq!(students.add(&db, [&ann]).unwrap(), [ann.id]);
    for sql in recorder.statements() {
        assert!(!sql.contains("RETURNING") && !sql.contains('@'), "{sql}");
    }
}

/// What was passed over is counted anew by each statement, whatever number was the session's last.
#[test]
fn many_links_are_counted_without_their_keys_being_sent_back() {
    let db = connect(&crate::database::mariadb());
    throughline::create_tables(&db, [Student::META, Teacher::META, Course::META]).unwrap();
    let student = |name: &str| Student::builder().name(name).create(&db).unwrap();
    let (ann, ben, cleo) = (student("Ann"), student("Ben"), student("Cleo"));
    let course = Course::builder().title("Rust").create(&db).unwrap();
    let recorder = db.record();
    let link = |students: &[&Student]| {
        let pairs = students.iter().map(|student| (course.id, student.id));
        let report = Course::objects().link_all(&db, |c| c.students(), pairs);
        let report = report.unwrap();
        let statements = recorder.take();
        assert!(
            statements.iter().all(|one| !one.sql.contains("RETURNING")),
            "{statements:?}"
        );
        (report.added, report.present)
    };
    assert_eq!(link(&[&ann, &ben]), (2, 0));
    for _ in 0..2 {
        assert_eq!(link(&[&ann, &ben]), (0, 2));
    }
    assert_eq!(link(&[&ann, &ben, &cleo]), (1, 2));
    assert_eq!(link(&[&ann]), (0, 1));
    let dan = student("Dan");
    _ = recorder.take();
    assert_eq!(link(&[&cleo, &dan, &cleo]), (1, 2));
    assert_eq!(link(&[&dan]), (0, 1));
    assert_eq!(course.students().count(&db).unwrap(), 4);
}

/// A new link has a number here, which the server tells in the same place.
#[test]
fn a_link_with_a_number_of_its_own_is_told_alike() {
    let db = connect(&crate::database::mariadb());
    throughline::create_tables(&db, [Student::META, Crew::META, Sailor::META]).unwrap();
    let ann = Student::builder().name("Ann").create(&db).unwrap();
    let ben = Student::builder().name("Ben").create(&db).unwrap();
    let crew = Crew::builder().create(&db).unwrap();
    let add = |student: &Student, shirt: i32| {
        let sailors = crew.sailors();
        sailors
            .add_with(&db, [student], |p| p.shirt(shirt))
            .unwrap()
    };
    assert_eq!(add(&ann, 7), [ann.id]);
    assert!(add(&ann, 8).is_empty());
    assert_eq!(add(&ben, 9), [ben.id]);
    let shirts = Sailor::objects().order_by(|p| p.shirt()).all(&db).unwrap();
    let shirts: Vec<_> = shirts.iter().map(|sailor| sailor.shirt).collect();
    assert_eq!(shirts, [7, 9]);
}
