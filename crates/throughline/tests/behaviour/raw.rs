//! Statements of the user's own: `query_as` and `execute`, their values, rows and connections.

use throughline::{ErrorKind, Value, blocking};

use crate::models::*;

/// The statement with the placeholders of the engine, which are numbered on PostgreSQL.
fn placed(sql: &str) -> String {
    if crate::database::on(true, false, true) {
        return sql.to_owned();
    }
    let mut parts = sql.split('?');
    let mut placed = parts.next().unwrap_or_default().to_owned();
    for (number, part) in parts.enumerate() {
        placed.push_str(&format!("${}{part}", number + 1));
    }
    placed
}

#[test]
fn query_as_reads_models_by_the_names_of_the_columns() {
    let db = database();
    let [_, bob, _, dan] = students(&db);
    let sql = "SELECT 1 AS other, email, age, name, id FROM student WHERE age = ? ORDER BY id";
    let sql = placed(sql);
    let (found, sent) = sent(&db, || db.query_as::<Student>(&*sql, [22]).unwrap());
    assert_eq!(found, [bob, dan]);
    assert_eq!(sent, [sql]);
}

#[test]
fn query_as_reads_tuples_by_the_places_of_the_columns() {
    let db = database();
    students(&db);
    let sql = placed("SELECT name, age FROM student WHERE name IN (?, ?) ORDER BY name");
    let found: Vec<(String, Option<i32>)> = db.query_as(sql, ["Cleo", "Ann"]).unwrap();
    assert_eq!(
        found,
        [("Ann".to_owned(), Some(20)), ("Cleo".to_owned(), None)]
    );
    let [(count,)] = db
        .query_as::<(i64,)>("SELECT count(*) FROM student", ())
        .unwrap()[..]
    else {
        panic!("one row")
    };
    assert_eq!(count, 4);
}

#[test]
fn a_missing_column_is_named_with_those_that_came() {
    let db = database();
    students(&db);
    let error = db
        .query_as::<Student>("SELECT id, name, email FROM student", ())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "`Student` reads a column `age`, and the result has 3 columns: `id`, `name`, `email`"
    );
    assert_eq!(
        (error.model(), error.field()),
        (Some("Student"), Some("age"))
    );
    assert_eq!(
        error.statement(),
        Some("SELECT id, name, email FROM student")
    );
}

#[test]
fn a_column_that_comes_twice_is_an_error_where_it_is_read() {
    let db = database();
    courses(&db);
    let joined = "SELECT course.*, teacher.* FROM course JOIN teacher ON teacher.id = teacher_id";
    let error = db.query_as::<Course>(joined, ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "the result has several columns `id`, which `Course` reads"
    );
    let renamed = "SELECT course.*, teacher.id AS its, teacher.name FROM course \
                   JOIN teacher ON teacher.id = teacher_id";
    assert_eq!(db.query_as::<Course>(renamed, ()).unwrap().len(), 2);
}

#[test]
fn a_tuple_has_as_many_parts_as_there_are_columns() {
    let db = database();
    students(&db);
    let error = db
        .query_as::<(i64,)>("SELECT id, name FROM student", ())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "a tuple of 1 is asked for, and the result has 2 columns: `id`, `name`"
    );
}

#[test]
fn a_column_of_another_type_is_an_error_without_the_value() {
    let db = database();
    students(&db);
    let error = db
        .query_as::<(i64, i64)>("SELECT id, name FROM student", ())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "column 2 of the result, `name`: expected an integer, found text"
    );
    let error = db
        .query_as::<Teacher>("SELECT id, age AS name FROM student", ())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "field `name` of `Teacher`: expected text, found an integer"
    );
    assert_eq!(
        error.statement(),
        Some("SELECT id, age AS name FROM student")
    );
}

#[test]
fn execute_gives_the_number_of_changed_rows() {
    let db = database();
    let [ann, bob, ..] = students(&db);
    let sql = placed("UPDATE student SET age = ?, email = ? WHERE id IN (?, ?)");
    let (changed, sent) = sent(&db, || {
        db.execute(&*sql, (None::<i32>, Some("gone"), ann.id, 99))
            .unwrap()
    });
    assert_eq!(changed, 1);
    assert_eq!(sent, [sql]);
    let ann = ann.refresh(&db).unwrap();
    assert_eq!((ann.age, ann.email.as_deref()), (None, Some("gone")));
    assert_eq!(bob.refresh(&db).unwrap(), bob);
    assert_eq!(db.execute("DELETE FROM student", ()).unwrap(), 4);
}

#[test]
fn every_kind_of_value_is_bound() {
    type Seven = (String, String, Vec<u8>, Uuid, Date, Option<i64>, f64);
    let db = database();
    let name = "Ann'; DROP TABLE student; --".to_owned();
    let uuid = Uuid::nil();
    // In a list of results nothing says to a server of which type a placeholder is.
    let kinds = crate::database::on(
        "SELECT ?, ?, ?, ?, ?, ?, ?",
        "SELECT $1, $2, $3::bytea, $4::uuid, $5::date, $6::bigint, $7::float8",
        "SELECT ?, ?, CAST(? AS binary), CAST(? AS uuid), CAST(? AS date), ?, ?",
    );
    let found: Vec<Seven> = db
        .query_as(
            kinds,
            (
                &name,
                "x",
                &b"bytes"[..],
                uuid,
                date("2026-01-31"),
                Value::Null,
                0.5,
            ),
        )
        .unwrap();
    let expected = (
        name,
        "x".to_owned(),
        b"bytes".to_vec(),
        uuid,
        date("2026-01-31"),
        None,
        0.5,
    );
    assert_eq!(found, [expected]);
    let number = crate::database::on("bigint", "bigint", "signed");
    let sum = placed(&format!("SELECT CAST(? AS {number}) + ?"));
    let ids = db.query_as::<(i64,)>(sum, vec![1, 2]).unwrap();
    assert_eq!(ids, [(3,)]);
}

#[test]
fn too_few_and_too_many_values_are_errors() {
    let db = database();
    students(&db);
    let sql = &*placed("UPDATE student SET name = ? WHERE id = ?");
    for sent in [
        db.execute(sql, ["Ann"]),
        db.execute(sql, ["Ann", "1", "2"]),
        db.execute(sql, ()),
    ] {
        let error = sent.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert_eq!(error.statement(), Some(sql));
    }
    let error = db.execute(sql, ["Ann"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the number of placeholders is 2, and that of the values 1"
    );
    assert_eq!(
        Student::objects()
            .filter(|s| s.name().eq("Ann"))
            .count(&db)
            .unwrap(),
        1
    );
}

#[test]
fn several_statements_at_once_are_an_error_and_none_is_run() {
    let db = database();
    students(&db);
    for sql in [
        "DELETE FROM student; DELETE FROM course",
        "SELECT 1; DELETE FROM student",
    ] {
        assert_eq!(db.execute(sql, ()).unwrap_err().kind(), ErrorKind::Database);
        assert!(db.query_as::<(i64,)>(sql, ()).is_err());
    }
    assert_eq!(Student::objects().count(&db).unwrap(), 4);
}

#[test]
fn a_statement_that_is_wrong_says_so() {
    let db = database();
    let error = db.execute("DELETE FROM nowhere", ()).unwrap_err();
    assert_eq!(error.statement(), Some("DELETE FROM nowhere"));
    let error = db
        .execute("INSERT INTO student (id, name) VALUES (1, NULL)", ())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotNullViolation);
}

/// A connection that reads answers while another one writes.
#[test]
fn what_surely_reads_needs_no_connection_that_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("school.db");
    let url = format!("sqlite://{}?busy_timeout=20", path.display());
    let db = blocking::Db::connect(&url).unwrap();
    throughline::create_tables(&db, [Student::META]).unwrap();
    let tx = db.begin().unwrap();
    tx.execute("INSERT INTO student (name) VALUES (?)", ["Ann"])
        .unwrap();
    let count = "SELECT count(*) FROM student";
    assert_eq!(db.query_as::<(i64,)>(count, ()).unwrap(), [(0,)]);
    let with = "WITH one AS (SELECT 1) SELECT * FROM one";
    assert_eq!(db.query_as::<(i64,)>(with, ()).unwrap(), [(1,)]);
    let insert = "INSERT INTO student (name) VALUES ('Bob') RETURNING id";
    let error = db.query_as::<(i64,)>(insert, ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout, "it needs the writer");
    let error = db.execute("SELECT 1", ()).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::LockTimeout,
        "so does whatever is executed"
    );
    assert_eq!(tx.query_as::<(i64,)>(count, ()).unwrap(), [(1,)], "its own");
    tx.commit().unwrap();
    assert_eq!(db.query_as::<(i64,)>(insert, ()).unwrap(), [(2,)]);
}

#[test]
fn a_transaction_that_a_statement_begins_is_rolled_back() {
    let db = database();
    db.execute("BEGIN", ()).unwrap();
    db.execute("INSERT INTO student (name) VALUES ('Ann')", ())
        .unwrap();
    assert_eq!(Student::objects().count(&db).unwrap(), 1, "outside of it");
    // Servers only warn where there is nothing to undo.
    let undone = db.execute("ROLLBACK", ());
    match crate::database::is_embedded() {
        true => assert_eq!(undone.unwrap_err().kind(), ErrorKind::Database),
        false => assert_eq!(undone.unwrap(), 0),
    }
}

#[tokio::test]
async fn async_sessions_have_both() {
    async fn rename(session: &Session, id: i64) -> throughline::Result<Vec<(String,)>> {
        session
            .execute(
                placed("UPDATE student SET name = 'Anna' WHERE id = ?"),
                [id],
            )
            .await?;
        session
            .query_as(placed("SELECT name FROM student WHERE id = ?"), [id])
            .await
    }
    let db = crate::database::empty_async().await;
    throughline::create_tables(&db, [Student::META])
        .await
        .unwrap();
    let ann = Student::builder().name("Ann").create(&db).await.unwrap();
    let renamed = [("Anna".to_owned(),)];
    let tx = db.begin().await.unwrap();
    assert_eq!(rename(&tx, ann.id).await.unwrap(), renamed);
    tx.rollback().await.unwrap();
    assert_eq!(ann.refresh(&db).await.unwrap(), ann);
    assert_eq!(rename(&db, ann.id).await.unwrap(), renamed);
    let recorder = db.record();
    let pending = db.query_as::<Student>("SELECT * FROM student", ());
    assert_eq!(recorder.all(), [], "nothing is sent before the first poll");
    assert_eq!(pending.await.unwrap().len(), 1);
}
