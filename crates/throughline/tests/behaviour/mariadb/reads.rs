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

/// How many rows the server has read for this connection.
fn rows_read(tx: &Session) -> i64 {
    let sql = "SELECT CAST(SUM(variable_value) AS SIGNED) FROM information_schema.session_status \
               WHERE variable_name LIKE 'handler_read%' AND variable_name NOT LIKE '%rnd%'";
    let read: Vec<(i64,)> = tx.query_as(sql, ()).unwrap();
    read[0].0
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
    db.transaction(|tx| {
        let before = rows_read(&tx);
        let first = Note::objects()
            .with(|n| n.author())
            .order_by(|n| n.id())
            .limit(5)
            .all(&tx)?;
        let read = rows_read(&tx) - before;
        assert_eq!(first.len(), 5);
        assert_eq!(first[4].1.name, "4");
        assert!(read < 100, "{read} rows were read");
        Ok::<_, throughline::Error>(())
    })
    .unwrap();
}
