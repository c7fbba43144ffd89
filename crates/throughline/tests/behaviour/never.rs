//! An empty list matches nothing, and then nothing is asked.

use crate::models::*;

const NONE: [i64; 0] = [];

#[test]
fn a_query_that_surely_finds_nothing_is_not_sent() {
    let db = database();
    students(&db);
    let none = || Student::objects().filter(|s| s.id().is_in(NONE));
    let ((), sent) = sent(&db, || {
        assert_eq!(none().all(&db).unwrap(), []);
        assert_eq!(none().first(&db).unwrap(), None);
        assert_eq!(none().last(&db).unwrap(), None);
        assert_eq!(none().limit(2).last(&db).unwrap(), None);
        assert_eq!(none().count(&db).unwrap(), 0);
        assert!(!none().exists(&db).unwrap());
        assert!(none().get(&db).unwrap_err().is_does_not_exist());
        assert_eq!(none().in_bulk(&db, [1]).unwrap().len(), 0);
        assert_eq!(none().update(&db, |s| s.name().set("x")).unwrap(), 0);
        assert_eq!(none().delete(&db).unwrap(), 0);
    });
    crate::database::assert_sent(&sent, &[""; 0]);
    assert_eq!(Student::objects().count(&db).unwrap(), 4);
}

#[test]
fn it_is_found_within_other_conditions() {
    let db = database();
    let [ann, ..] = students(&db);
    let [rust, ..] = courses(&db);
    rust.students().add(&db, [&ann]).unwrap();
    let ((), sent) = sent(&db, || {
        let both = Student::objects().filter(|s| s.name().eq("Ann") & s.id().is_in(NONE));
        assert_eq!(both.count(&db).unwrap(), 0);
        let across = Course::objects().filter(|c| c.students().any(|s| s.id().is_in(NONE)));
        assert_eq!(across.all(&db).unwrap(), []);
        let across = Course::objects().filter(|c| c.students().id().is_in(NONE));
        assert_eq!(across.all(&db).unwrap(), []);
        let related = rust.students().filter(|s| s.id().is_in(NONE));
        assert!(!related.exists(&db).unwrap());
    });
    crate::database::assert_sent(&sent, &[""; 0]);
    let either = Student::objects().filter(|s| s.id().is_in(NONE) | s.name().eq("Ann"));
    assert_eq!(either.all(&db).unwrap(), [ann]);
    let others = Student::objects().exclude(|s| s.id().is_in(NONE));
    assert_eq!(others.count(&db).unwrap(), 4);
}

#[test]
fn what_is_loaded_beside_rows_is_not_asked_for_either() {
    let db = database();
    let [ann, ..] = students(&db);
    let [rust, ..] = courses(&db);
    rust.students().add(&db, [&ann]).unwrap();
    let (found, sent) = sent(&db, || {
        Course::objects()
            .filter(|c| c.id().eq(rust.id))
            .with(|c| c.students().filter(|s| s.id().is_in(NONE)))
            .with(|c| c.students().filter(|s| s.id().is_in(NONE)).count())
            .all(&db)
            .unwrap()
    });
    assert_eq!(found, [(rust, vec![], 0)]);
    assert_eq!(sent.len(), 1, "the courses alone");
    let none = Course::objects().filter(|c| c.id().is_in(NONE));
    db.expect_statements(0, || none.with(|c| c.students()).all(&db).unwrap());
}

#[test]
fn a_row_is_made_where_none_was_asked_for() {
    let db = database();
    let none = Student::objects().filter(|s| s.id().is_in(NONE));
    let made = none.get_or_create(&db, Student::builder().name("Ann"));
    assert_eq!(made.unwrap().1, Outcome::Created);
}
