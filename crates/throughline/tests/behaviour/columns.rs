//! Columns compared with other columns: the other one is of the row that is queried, wherever
//! the first one is found.

use crate::models::*;

fn names(students: Vec<Student>) -> Vec<String> {
    students.into_iter().map(|student| student.name).collect()
}

#[test]
fn of_some_related_row_and_of_the_row_itself() {
    let db = database();
    let [ann, bob, ..] = students(&db);
    let course = |title: &str| Course::builder().title(title).create(&db).unwrap();
    let (of_ann, of_nobody) = (course("Ann"), course("Rust"));
    of_ann.students().add(&db, [&ann, &bob]).unwrap();
    of_nobody.students().add(&db, [&bob]).unwrap();
    let (found, sent) = sent(&db, || {
        let namesake = Student::objects().filter(|s| s.course_set().title().eq(s.name()));
        namesake.all(&db).unwrap()
    });
    assert_eq!(names(found), ["Ann"]);
    let sent = crate::database::plain(&sent[0]);
    assert!(
        sent.ends_with(r#"WHERE "t2"."title" = "student"."name")"#),
        "{sent}"
    );
    let without = Student::objects().exclude(|s| s.course_set().title().eq(s.name()));
    assert_eq!(names(without.all(&db).unwrap()), ["Bob", "Cleo", "Dan"]);
}

#[test]
fn of_a_row_that_a_key_points_to() {
    let db = database();
    let [ann, ..] = students(&db);
    let eve = Teacher::builder().name("Eve").create(&db).unwrap();
    let of_eve = |title: &str| {
        let builder = Course::builder().title(title).teacher(&eve);
        builder.create(&db).unwrap()
    };
    let (eponymous, other) = (of_eve("Eve"), of_eve("Art"));
    for course in [&eponymous, &other] {
        course.students().add(&db, [&ann]).unwrap();
    }
    let same = Course::objects().filter(|c| c.title().eq(c.teacher().name()));
    assert_eq!(same.all(&db).unwrap(), std::slice::from_ref(&eponymous));
    // Another course of one of the course's students, between the teacher's name and the title.
    let between = Course::objects().filter(|c| {
        let title = c.students().course_set().title();
        title.between(c.teacher().name(), c.title())
    });
    assert_eq!(between.all(&db).unwrap(), [eponymous]);
}

#[test]
fn a_count_needs_no_order() {
    let db = database();
    courses(&db);
    let by_teacher = || Course::objects().order_by(|c| c.teacher().name());
    let (counts, sent) = sent(&db, || {
        let sliced = by_teacher().limit(2).count(&db).unwrap();
        (
            by_teacher().count(&db).unwrap(),
            sliced,
            by_teacher().exists(&db).unwrap(),
        )
    });
    assert_eq!(counts, (3, 2, true));
    for statement in sent {
        assert!(!statement.contains("ORDER BY"), "{statement}");
    }
}

#[test]
fn rows_of_a_foreign_key_are_changed_without_a_subquery() {
    let db = database();
    courses(&db);
    let eve = Teacher::objects().get(&db).unwrap();
    let (changed, sent) = sent(&db, || {
        let hers = eve.course_set().filter(|c| c.title().eq("Rust"));
        hers.update(&db, |c| c.title().set("C")).unwrap()
    });
    assert_eq!(changed, 1);
    crate::database::assert_sent(
        &sent,
        &[r#"UPDATE "course" SET "title" = ? WHERE "teacher_id" = ? AND "title" = ?"#],
    );
}
