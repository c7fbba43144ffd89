//! Statements that are sent together.

use throughline_backend::{Access, Connection, Database, Operation, Reads, Step};
use throughline_core::{ColumnType, Error, ErrorKind, FieldDef, ModelDef, Result, Row, Value};
use throughline_sql::plan::{
    Comparison, Condition, FieldPath, Insert, Operand, Raw, Select, Source,
};

use crate::ask::{count, rows, rows_in, script};
use crate::server::Schema;

static N: ModelDef = ModelDef {
    name: "N",
    module: "tests",
    table: "n",
    fields: &[FieldDef::new("id", "id", ColumnType::Int)],
    primary_key: &[0],
    relations: &[],
    unique: &[],
    indexes: &[],
    checks: &[],
    ordering: &[],
};

fn database(option: &str) -> (Schema, Database) {
    let schema = Schema::new();
    let db = schema.open_with(&format!("connections=1&{option}"));
    rows(&db, "CREATE TABLE n (id int PRIMARY KEY)").unwrap();
    (schema, db)
}

/// Inserts each of these by a statement of its own, and gives what came back.
#[derive(Clone)]
struct Each(Vec<Value>);

fn insert(value: &Value) -> Insert {
    Insert {
        model: &N,
        fields: vec![&N.fields[0]],
        values: vec![value.clone()],
        on_conflict: None,
        counted: false,
    }
}

impl Operation for Each {
    type Output = Vec<Value>;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        let plans: Vec<_> = self.0.iter().map(insert).collect();
        let mut found = vec![None; plans.len()];
        let mut takes: Vec<_> = found
            .iter_mut()
            .map(|place| {
                |row: &dyn Row| {
                    *place = Some(row.value(0)?.to_value());
                    Ok(())
                }
            })
            .collect();
        let steps = plans.iter().zip(&mut takes);
        let mut steps: Vec<_> = steps.map(|(plan, take)| Step::fetch(plan, take)).collect();
        let counts = connection.together(&mut steps).await?;
        assert!(counts.iter().all(|count| *count == 1), "{counts:?}");
        drop(steps);
        drop(takes);
        Ok(found.into_iter().flatten().collect())
    }
}

fn each(values: impl IntoIterator<Item = i64>) -> Each {
    Each(values.into_iter().map(Value::Int).collect())
}

#[test]
fn several_statements_are_one_round_trip_and_one_transaction() {
    let (_schema, db) = database("");
    let recorder = db.record();
    assert!(db.run_blocking(each([1, 2, 3])).unwrap() == [1, 2, 3].map(Value::Int));
    let insert = r#"INSERT INTO "n" ("id") VALUES ($1) RETURNING "id""#;
    let sent: Vec<_> = recorder.all().into_iter().map(|one| one.sql).collect();
    assert_eq!(sent, ["BEGIN", insert, insert, insert, "COMMIT"]);
    assert_eq!(recorder.round_trips(), 1);
    // One alone is whole by itself.
    _ = recorder.take();
    db.run_blocking(each([4])).unwrap();
    assert_eq!((recorder.all().len(), recorder.round_trips()), (1, 1));
    assert_eq!(count(&db, "n"), 4);
}

#[test]
fn inside_a_transaction_they_are_a_savepoint_and_one_round_trip() {
    let (_schema, db) = database("");
    let tx = db.begin_blocking().unwrap();
    let recorder = db.record();
    tx.run_blocking(each([1, 2])).unwrap();
    let sent = recorder.take();
    assert_eq!(sent[0].sql, "SAVEPOINT throughline_1");
    assert_eq!(sent[3].sql, "RELEASE SAVEPOINT throughline_1");
    assert_eq!(sent.iter().filter(|one| !one.joined).count(), 1);
    // What fails is undone to the savepoint, and the transaction goes on.
    let error = tx.run_blocking(each([3, 1, 4])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    tx.run_blocking(each([5])).unwrap();
    tx.end_blocking(true).unwrap();
    assert!(
        rows(&db, "SELECT id FROM n ORDER BY id").unwrap()
            == [[Value::Int(1)], [Value::Int(2)], [Value::Int(5)]]
    );
}

#[test]
fn one_that_fails_in_the_middle_leaves_nothing_and_says_why() {
    let (_schema, db) = database("");
    db.run_blocking(each([2])).unwrap();
    for _ in 0..2 {
        let error = db.run_blocking(each([1, 2, 3, 2])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UniqueViolation);
        assert_eq!(count(&db, "n"), 1, "the connection is as good as before");
    }
    db.run_blocking(each([1, 3])).unwrap();
}

#[test]
fn a_value_that_cannot_be_sent_is_found_before_anything_is_sent() {
    let (_schema, db) = database("");
    let recorder = db.record();
    let error = db.run_blocking(each([1, i64::MAX])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.statement().is_some());
    assert_eq!(recorder.all(), []);
    assert_eq!(count(&db, "n"), 0);
}

/// Two rows, and between them the session is ended from within.
struct Cut;

fn ends_the_session() -> Select {
    let end = Raw {
        parts: vec!["pg_terminate_backend(pg_backend_pid())".into()],
        operands: Vec::new(),
        column_type: ColumnType::Bool,
    };
    let ended = Operand::Raw(end);
    let yes = Operand::Value(Value::Bool(true));
    let mut select = Select::new(Source::Model(&N));
    select.conditions = vec![Condition::Compare(ended, Comparison::Equal, yes)];
    select
}

impl Operation for Cut {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        let (one, end, two) = (
            insert(&Value::Int(1)),
            ends_the_session(),
            insert(&Value::Int(2)),
        );
        let mut steps = [Step::run(&one), Step::run(&end), Step::run(&two)];
        connection.together(&mut steps).await.map(drop)
    }
}

#[test]
fn a_session_that_ends_in_the_middle_keeps_nothing() {
    let (_schema, db) = database("");
    for _ in 0..3 {
        let error = db.run_blocking(Cut).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionLost);
        assert!(
            !error.to_string().contains("not known"),
            "{error}: the server has said it"
        );
        assert_eq!(count(&db, "n"), 0, "another connection is taken");
    }
}

#[test]
fn what_was_prepared_for_another_table_is_prepared_anew() {
    let (schema, db) = database("");
    db.run_blocking(each([1, 2])).unwrap();
    let other = schema.open();
    rows(&other, "ALTER TABLE n ALTER id TYPE bigint").unwrap();
    db.run_blocking(each([3, 4])).unwrap();
    rows(&other, "ALTER TABLE n ALTER id TYPE int").unwrap();
    let tx = db.begin_blocking().unwrap();
    let error = tx.run_blocking(each([5, 6])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SerializationFailure);
    assert!(error.is_retryable(), "begun anew, it works");
    tx.run_blocking(each([5, 6])).unwrap();
    tx.end_blocking(true).unwrap();
    assert_eq!(count(&db, "n"), 6);
}

#[test]
fn who_does_not_like_a_row_undoes_the_whole_in_a_transaction() {
    let (_schema, db) = database("");
    let tx = db.begin_blocking().unwrap();
    let error = tx.run_blocking(Picky).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    // The savepoint is gone, so nothing of the transaction is kept.
    let error = rows_in(&tx, "SELECT 1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    drop(tx);
    assert_eq!(count(&db, "n"), 0);
}

struct Picky;

impl Operation for Picky {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        let (one, two) = (insert(&Value::Int(1)), insert(&Value::Int(2)));
        let mut refuse = |_: &dyn Row| Err(Error::new(ErrorKind::Decode, "as the test wants it"));
        let mut steps = [Step::fetch(&one, &mut refuse), Step::run(&two)];
        connection.together(&mut steps).await.map(drop)
    }
}

/// The rows that are there, and the smallest of them.
struct Both;

impl Reads for Both {
    type Output = (u64, u64);

    async fn read(&self, connection: &mut Connection) -> Result<(u64, u64)> {
        let mut all = Select::new(Source::Model(&N));
        let found = connection.run(&all).await?;
        let path = FieldPath::own(&N.fields[0]);
        let one = Operand::Value(Value::Int(1));
        all.conditions = vec![Condition::Compare(path.into(), Comparison::Equal, one)];
        Ok((found, connection.run(&all).await?))
    }
}

impl Operation for Both {
    type Output = (u64, u64);

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<(u64, u64)> {
        connection.read_together(&self).await
    }
}

#[test]
fn a_reading_is_one_round_trip_and_of_one_moment() {
    let (schema, db) = database("");
    db.run_blocking(each([1, 2])).unwrap();
    let recorder = db.record();
    assert_eq!(db.run_blocking(Both).unwrap(), (2, 1));
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    assert_eq!(recorder.all()[0].sql, begin);
    assert_eq!((recorder.all().len(), recorder.round_trips()), (4, 1));
    // Prepared anew, and in a transaction one after the other.
    rows(&schema.open(), "ALTER TABLE n ALTER id TYPE bigint").unwrap();
    assert_eq!(db.run_blocking(Both).unwrap(), (2, 1));
    let tx = db.begin_blocking().unwrap();
    _ = recorder.take();
    assert_eq!(tx.run_blocking(Both).unwrap(), (2, 1));
    assert_eq!((recorder.all().len(), recorder.round_trips()), (2, 2));
}

#[test]
fn a_reading_that_fails_leaves_the_connection_as_good_as_before() {
    let (_schema, db) = database("");
    script(&db, "DROP TABLE n").unwrap();
    assert_eq!(
        db.run_blocking(Both).unwrap_err().kind(),
        ErrorKind::SchemaMismatch
    );
    rows(&db, "CREATE TABLE n (id int PRIMARY KEY)").unwrap();
    assert_eq!(db.run_blocking(Both).unwrap(), (0, 0));
    script(&db, "DROP TABLE n").unwrap();
    assert_eq!(
        db.run_blocking(Both).unwrap_err().kind(),
        ErrorKind::SchemaMismatch
    );
}
