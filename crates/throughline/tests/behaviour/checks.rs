//! Check constraints: what the database refuses, and what the error says.

use throughline::prelude::*;
use throughline::{ErrorKind, blocking};

#[derive(Choice, Debug, Clone, Copy, PartialEq)]
enum Level {
    Beginner,
    #[choice("pro")]
    Advanced,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(check(
    adult = age >= 18,
    window = starts < ends || ends == "9999-12-31",
    few = !(seats > 100) && seats != 13,
    known = level.is_in("beginner", "pro") && price >= 0.5,
))]
struct Lesson {
    id: i64,
    age: Option<i32>,
    starts: Date,
    ends: Date,
    #[field(column = "places")]
    seats: i64,
    level: Level,
    #[field(max_digits = 5, decimal_places = 2)]
    price: Decimal,
}

type Change = fn(&mut Lesson);

fn database() -> blocking::Db {
    let db = blocking::Db::memory().unwrap();
    throughline::create_tables(&db, [Lesson::META]).unwrap();
    db
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn lesson(db: &blocking::Db) -> Lesson {
    Lesson::builder()
        .starts(day("2026-01-01"))
        .ends(day("2026-02-01"))
        .seats(10)
        .level(Level::Advanced)
        .price(Decimal::ONE)
        .create(db)
        .unwrap()
}

#[test]
fn a_row_that_breaks_a_check_is_refused_and_the_check_is_named() {
    let db = database();
    let lesson = lesson(&db);
    let changed = |change: Change| {
        let mut lesson = lesson.clone();
        change(&mut lesson);
        lesson.save(&db)
    };
    let broken: [(&str, Change); 5] = [
        ("adult", |lesson| lesson.age = Some(17)),
        ("window", |lesson| lesson.ends = lesson.starts),
        ("few", |lesson| lesson.seats = 101),
        ("few", |lesson| lesson.seats = 13),
        ("known", |lesson| lesson.price = Decimal::new(49, 2)),
    ];
    for (check, change) in broken {
        let error = changed(change).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CheckViolation);
        assert_eq!(error.constraint(), Some(check));
        assert_eq!(error.model(), Some("Lesson"));
        let expected = format!("a value of `Lesson` breaks the check `{check}`");
        assert_eq!(error.to_string(), expected);
    }
    let kept: [Change; 4] = [
        |lesson| lesson.age = Some(18),
        |lesson| lesson.ends = day("9999-12-31"),
        |lesson| lesson.seats = 100,
        |lesson| lesson.level = Level::Beginner,
    ];
    for change in kept {
        changed(change).unwrap();
    }
}

#[test]
fn a_null_passes_a_check() {
    let db = database();
    let mut lesson = lesson(&db);
    assert_eq!(lesson.age, None);
    lesson.age = Some(18);
    lesson.save(&db).unwrap();
    lesson.age = None;
    lesson.save(&db).unwrap();
}
