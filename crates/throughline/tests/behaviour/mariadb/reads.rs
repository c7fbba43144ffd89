//! How many rows the server reads for those that it gives.

use throughline::blocking::{Db, Session};
use throughline::prelude::*;

use super::connect;

#[derive(Model, Debug, Clone, PartialEq)]
struct Author {
    id: i64,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Note {
    id: i64,
    author: ForeignKey<Author>,
}

/// How many rows the server reads for that, by way of its handlers' counters.
fn rows_read<T>(db: &Db, run: impl FnOnce(&Session) -> throughline::Result<T>) -> (T, i64) {
    // To ask reads some rows itself, as many each time.
    let sql = "SELECT CAST(SUM(variable_value) AS SIGNED) FROM information_schema.session_status \
               WHERE variable_name LIKE 'handler_read%'";
    let read = |tx: &Session| Ok(tx.query_as::<(i64,)>(sql, ())?[0].0);
    db.transaction(|tx| {
        let asked = -(read(&tx)? - read(&tx)?);
        let before = read(&tx)?;
        let result = run(&tx)?;
        let after = read(&tx)?;
        Ok::<_, throughline::Error>((result, after - before - asked))
    })
    .unwrap()
}

/// Of 200 authors each has 20 notes.
fn notes(db: &Db) {
    throughline::create_tables(db, [Author::META, Note::META]).unwrap();
    let authors = (0..200).map(|number| Author::builder().name(format!("{number}")));
    let authors = Author::objects().bulk_create(db, authors).unwrap();
    let notes = (0..4_000).map(|number| Note::builder().author(&authors[number % 200]));
    Note::objects().bulk_create(db, notes).unwrap();
    for table in ["author", "note"] {
        db.execute(format!("ANALYZE TABLE {table}"), ()).unwrap();
    }
}

/// By an `INNER JOIN` it began with the other table, and read all of it and all notes of each row.
#[test]
fn the_first_rows_with_what_they_point_to_are_read_alone() {
    let db = connect(&crate::database::mariadb());
    notes(&db);
    let first = Note::objects().with(|n| n.author()).order_by(|n| n.id());
    let (first, read) = rows_read(&db, |tx| first.limit(5).all(tx));
    assert_eq!(first.len(), 5);
    assert_eq!(first[4].1.name, "4");
    assert!(read < 100, "{read} rows were read");
}

/// By `EXISTS` it looked for each of the notes in the list.
#[test]
fn related_rows_are_looked_up_by_a_list() {
    let db = connect(&crate::database::mariadb());
    notes(&db);
    let of_these = Author::objects().filter(|a| a.note_set().id().is_in([1, 2, 201]));
    let (authors, read) = rows_read(&db, |tx| of_these.count(tx));
    assert_eq!(authors, 2);
    assert!(read < 100, "{read} rows were read");
}

/// A list of texts had no index: each row was compared with all of it. Their beginnings have one.
#[test]
fn texts_are_looked_up_in_a_list_by_their_beginning() {
    let db = connect(&crate::database::mariadb());
    notes(&db);
    let long = "x".repeat(200);
    let names = |end: &str| [&long, &format!("{long}{end}")].map(String::clone);
    for name in names("a") {
        Author::builder().name(name).create(&db).unwrap();
    }
    let wanted: Vec<_> = (100..400).map(|number| number.to_string()).collect();
    let wanted = wanted.into_iter().chain(names("b"));
    let named = Author::objects().filter(|a| a.name().is_in(wanted));
    assert_eq!(named.clone().count(&db).unwrap(), 100 + 1, "the end counts");
    let plan = named.explain(&db).unwrap();
    assert!(
        plan.contains("key0") && !plan.contains("join buffer"),
        "{plan}"
    );
}
