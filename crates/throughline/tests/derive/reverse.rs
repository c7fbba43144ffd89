//! The other end of a foreign key: the rows that point to a row, and a key that is filled in.

use std::slice::from_ref;

use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Result, create_tables};

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Teacher {
    pub(crate) id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Lesson {
    pub(crate) id: i64,
    #[field(unique)]
    pub(crate) number: i32,
    pub(crate) teacher: Option<ForeignKey<Teacher>>,
    #[field(default = "none")]
    pub(crate) topic: String,
}

/// One that a teacher gives a lesson; its key has both.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(teacher, lesson))]
pub(crate) struct Mark {
    pub(crate) id: i64,
    pub(crate) teacher: ForeignKey<Teacher>,
    #[field(related_name = "marks")]
    pub(crate) lesson: ForeignKey<Lesson>,
    pub(crate) value: i32,
}

fn database() -> Result<(Db, Teacher, [Lesson; 3])> {
    let db = crate::database::empty();
    create_tables(&db, [Teacher::META, Lesson::META, Mark::META])?;
    let teacher = Teacher::builder().create(&db)?;
    let lesson = |number| Lesson::builder().number(number).create(&db);
    let lessons = [lesson(1)?, lesson(2)?, lesson(3)?];
    Ok((db, teacher, lessons))
}

#[test]
fn a_new_row_gets_the_key() -> Result<()> {
    let (db, teacher, [first, ..]) = database()?;
    let mark = teacher
        .mark_set()
        .create(&db, Mark::builder().lesson(&first).value(1))?;
    assert_eq!(mark.teacher().get(&db)?, teacher);

    let (found, outcome) = teacher
        .mark_set()
        .get_or_create(&db, Mark::builder().lesson(&first).value(2))?;
    assert_eq!((&found, outcome), (&mark, Outcome::Found));
    let (changed, outcome) = first
        .marks()
        .update_or_create(&db, Mark::builder().teacher(&teacher).value(3))?;
    assert_eq!((changed.value, outcome), (3, Outcome::Updated));
    assert_eq!(teacher.mark_set().all(&db)?, from_ref(&changed));
    assert_eq!(first.marks().all(&db)?, [changed]);
    Ok(())
}

#[test]
fn an_upsert_on_a_key_without_the_owner_takes_only_what_nobody_has() -> Result<()> {
    let (db, teacher, [first, second, third]) = database()?;
    let (taken, _) = teacher
        .lesson_set()
        .update_or_create(&db, Lesson::builder().number(1).topic("Rust"))?;
    assert_eq!((taken.id, taken.topic.as_str()), (first.id, "Rust"));
    let (found, outcome) = teacher
        .lesson_set()
        .get_or_create(&db, Lesson::builder().number(2))?;
    assert_eq!((found.id, outcome), (second.id, Outcome::Found));
    let (made, outcome) = teacher
        .lesson_set()
        .get_or_create(&db, Lesson::builder().number(4).on(Lesson::by_number))?;
    assert_eq!(outcome, Outcome::Created);
    assert_eq!(teacher.lesson_set().all(&db)?, [taken, found, made]);

    let other = Teacher::builder().create(&db)?;
    other.lesson_set().add(&db, [&third])?;
    for refused in [
        teacher
            .lesson_set()
            .get_or_create(&db, Lesson::builder().number(3)),
        teacher
            .lesson_set()
            .update_or_create(&db, Lesson::builder().number(3).topic("lost")),
    ] {
        assert!(refused.unwrap_err().is_unique_violation());
    }
    assert_eq!(
        other.lesson_set().count(&db)?,
        1,
        "no row is taken away silently"
    );
    Ok(())
}

#[test]
fn rows_whose_key_may_be_null_come_and_go() -> Result<()> {
    let (db, teacher, [first, second, third]) = database()?;
    let lessons = || teacher.lesson_set();
    assert_eq!(
        lessons().add(&db, [&first, &second])?,
        [first.id, second.id]
    );
    assert!(lessons().add(&db, [&first])?.is_empty());
    assert_eq!(lessons().remove(&db, [&first])?, [first.id]);
    assert!(
        lessons()
            .remove(&db, [&first])
            .unwrap_err()
            .is_does_not_exist()
    );
    let changes = lessons().set(&db, [&second, &third])?;
    assert_eq!(
        (changes.added, changes.kept),
        (vec![third.id], vec![second.id])
    );
    assert_eq!(lessons().clear(&db)?, [second.id, third.id]);
    assert_eq!(Lesson::objects().count(&db)?, 3);
    Ok(())
}
