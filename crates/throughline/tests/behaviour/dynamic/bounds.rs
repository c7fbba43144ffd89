//! What a hostile query string may cost.

use throughline::dynamic::{MAX_BYTES, MAX_DEPTH, MAX_TERMS};
use throughline::{Lookup, OrderName};

use super::*;

fn message(db: &Db, set: QuerySet<Student>) -> String {
    refused(db, set).1
}

#[test]
fn bounds_are_told_by_their_number() {
    let db = database();
    let by = |words: String| message(&db, Student::objects().filter_by(words, 1));
    assert_eq!(
        by("x".repeat(MAX_BYTES + 1)),
        "the words of a lookup have more than 1000 bytes"
    );
    let path = ["course_set", "students"].repeat(6).join("__");
    assert_eq!(by(path), "a lookup has more than 10 names");
    let shown = by("é".repeat(MAX_BYTES / 2));
    assert!(shown.chars().count() < 120, "{shown}");
    assert_eq!(
        by("a\u{1b}[2J".to_owned()),
        r"`Student` has no field and no relation `a\u{1b}[2J`"
    );
    let too_many = "a query set has more than 100 terms";
    let pairs = vec![("pk", 1); MAX_TERMS + 1];
    assert_eq!(
        message(&db, Student::objects().filter_lookup(pairs)),
        too_many
    );
    let calls = (0..=MAX_TERMS).fold(Student::objects(), |set, key| {
        set.filter_by("pk", key as i64)
    });
    assert_eq!(message(&db, calls), too_many);
    let names = vec![OrderName::new("pk"); MAX_TERMS + 1];
    assert_eq!(
        message(&db, Student::objects().order_by_names(names)),
        too_many
    );
    let columns = Student::objects()
        .values(vec!["pk"; MAX_TERMS + 1])
        .all(&db);
    assert_eq!(columns.unwrap_err().to_string(), too_many);
}

#[test]
fn lookups_that_stand_in_each_other_without_end_are_dropped() {
    let db = database();
    let mut deep = Lookup::new("pk", 1);
    for round in 0..100_000 {
        deep = match round % 3 {
            0 => Lookup::all([deep]),
            1 => Lookup::any_of([deep]),
            _ => !deep,
        };
    }
    let set = Student::objects().filter_lookup(deep);
    assert_eq!(
        message(&db, set),
        "lookups stand in each other more than 32 deep"
    );
    let endless = Lookup::any_of((0..).map(|_| Lookup::new("pk", 1)));
    assert_eq!(
        message(&db, Student::objects().filter_lookup(endless)),
        "a query set has more than 100 terms"
    );
    let empty = Lookup::all((0..).map(|_| Lookup::all([])));
    assert_eq!(
        message(&db, Student::objects().filter_lookup(empty)),
        "a query set has more than 100 terms"
    );
}

#[test]
fn the_largest_lookup_there_may_be_is_answered() {
    let db = filled();
    let path = ["students", "course_set"].repeat(4).join("__");
    let term = |key: usize| Lookup::new(format!("{path}__pk"), key as i64);
    let pairs = (0..MAX_TERMS / 2).map(|key| term(key) & Lookup::new("title", "Rust"));
    assert_eq!(titles(&db, Lookup::any_of(pairs)), ["Rust"]);
    let mut deep = term(1);
    for round in 0..MAX_DEPTH / 2 - 1 {
        deep = if round % 2 == 0 {
            Lookup::all([!deep])
        } else {
            Lookup::any_of([!deep])
        };
    }
    assert_eq!(titles(&db, deep), ["Art"], "an odd number of complements");
}
