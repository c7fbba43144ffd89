//! Dynamic lookups: rows, statements, and errors with their text.

mod bounds;
mod joined;
mod numbers;
mod words;

use throughline::blocking::Db;
use throughline::{Lookup, QuerySet, Value};

use crate::models::*;

/// Ann (20) and Bob (22) attend Rust, Bob attends Logic, nobody attends Art. Ann and Bob are in the
/// chess club: Ann as chair. Rust and Logic have the teacher Eve. Rust has the tags `fast` and `safe`.
fn filled() -> Db {
    let db = database();
    let [ann, bob, ..] = students(&db);
    let [rust, logic, _] = courses(&db);
    rust.students().add(&db, [&ann, &bob]).unwrap();
    logic.students().add(&db, [&bob]).unwrap();
    let chess = club(&db);
    for (student, role) in [(&ann, "chair"), (&bob, "member")] {
        let joined = date("2025-09-01");
        let members = chess.members();
        members
            .add_with(&db, [student], |link| link.joined(joined).role(role))
            .unwrap();
    }
    for (word, weight) in [("fast", 1), ("safe", 5)] {
        let tag = Tag::builder().word(word).create(&db).unwrap();
        tag.courses()
            .add_with(&db, [&rust], |link| link.weight(weight))
            .unwrap();
    }
    db
}

/// The titles of the courses for which the lookup holds, in the order of their keys.
fn titles(db: &Db, lookup: impl Into<Lookup>) -> Vec<String> {
    let found = Course::objects()
        .filter_lookup::<Lookup>(lookup.into())
        .order_by(|c| c.id());
    found
        .all(db)
        .unwrap()
        .into_iter()
        .map(|course| course.title)
        .collect()
}

/// The error of a query set, and what it hints at. Nothing was sent.
fn refused<M: throughline::Model + std::fmt::Debug, B: 'static>(
    db: &Db,
    set: QuerySet<M, B>,
) -> (throughline::ErrorKind, String, String) {
    let (result, sent) = sent(db, || set.all(db));
    crate::database::assert_sent(&sent, &Vec::<String>::new());
    let error = result.unwrap_err();
    let hint = error.hint().unwrap_or_default().to_owned();
    (error.kind(), error.to_string(), hint)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
