//! Values go to the server and come back as they were.

use jiff::Timestamp;
use jiff::civil::{date, time};
use rust_decimal::Decimal;
use throughline_core::{ErrorKind, Value};
use uuid::Uuid;

use super::server::{Fresh, ask, ask_with, run};

/// Writes the values, each as a row, and reads them.
fn there_and_back(column: &str, values: Vec<Value>) -> Vec<Value> {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    run(
        &db,
        &format!("CREATE TABLE kept (id bigint AUTO_INCREMENT PRIMARY KEY, value {column})"),
    )
    .unwrap();
    for value in values {
        ask_with(&db, "INSERT INTO kept (value) VALUES (?)", vec![value]).unwrap();
    }
    let rows = ask(&db, "SELECT value FROM kept ORDER BY id").unwrap();
    rows.into_iter().flatten().collect()
}

fn same(column: &str, values: Vec<Value>) {
    let found = there_and_back(column, values.clone());
    for (number, (found, value)) in found.iter().zip(&values).enumerate() {
        assert!(found == value, "value {number} of {column}: {found:?}");
    }
    assert_eq!(found.len(), values.len());
}

#[test]
fn numbers_to_their_ends() {
    same(
        "bigint",
        [i64::MIN, -1, 0, i64::MAX].map(Value::Int).to_vec(),
    );
    same(
        "smallint",
        [i16::MIN, i16::MAX].map(|v| Value::Int(v.into())).to_vec(),
    );
    same(
        "double",
        [f64::MIN, f64::MAX, f64::MIN_POSITIVE, 0.1, -0.0, 1e300]
            .map(Value::Float)
            .to_vec(),
    );
    let found = there_and_back("boolean", vec![Value::Bool(true), Value::Bool(false)]);
    assert!(found == [Value::Int(1), Value::Int(0)]);
    let fresh = Fresh::new();
    let found = ask(
        &fresh.connect(""),
        "SELECT CAST(18446744073709551615 AS UNSIGNED)",
    )
    .unwrap();
    assert!(found[0] == [Value::Decimal(Decimal::from(u64::MAX))]);
}

#[test]
fn decimals_to_the_last_digit() {
    let decimals = |texts: &[&str]| -> Vec<_> {
        texts
            .iter()
            .map(|text| Value::Decimal(text.parse().unwrap()))
            .collect()
    };
    same(
        "decimal(12, 2)",
        decimals(&["9999999999.99", "-0.01", "1.50", "0"]),
    );
    same(
        "decimal(65, 30)",
        decimals(&[
            "79228162514264337593543950335",
            "-79228162514264337593543950335",
            "0.0000000000000000000000000001",
            "1.5",
        ]),
    );
}

#[test]
fn texts_of_all_letters_and_lengths() {
    let texts = [
        "",
        "\0",
        "a\0b",
        "it's \"quoted\" `here` \\ %_",
        " padded ",
        "Ärger 学校 🎓👩‍👩‍👧",
        "\u{10ffff}",
    ];
    let mut values: Vec<_> = texts.map(|text| Value::Text(text.to_owned())).to_vec();
    values.push(Value::Text("ä".repeat(1 << 20)));
    same("longtext CHARACTER SET utf8mb4", values);
}

#[test]
fn bytes_and_documents() {
    let all: Vec<u8> = (0..=255).collect();
    same(
        "longblob",
        vec![
            Value::Bytes(all),
            Value::Bytes(Vec::new()),
            Value::Bytes(vec![7; 1 << 20]),
        ],
    );
    let found = there_and_back("json", vec![Value::Json(r#"{"a": [1, "é🎓"]}"#.to_owned())]);
    assert!(found == [Value::Text(r#"{"a": [1, "é🎓"]}"#.to_owned())]);
    let uuid = Uuid::from_u128(0x0190_1234_5678_7abc_8def_0123_4567_89ab);
    let found = there_and_back("uuid", vec![Value::Uuid(uuid), Value::Null]);
    assert!(found == [Value::Text(uuid.to_string()), Value::Null]);
}

#[test]
fn days_and_times_to_the_microsecond() {
    let late = time(23, 59, 59, 999_999_000);
    same(
        "date",
        vec![Value::Date(date(0, 1, 1)), Value::Date(date(9999, 12, 31))],
    );
    same(
        "time(6)",
        vec![Value::Time(time(0, 0, 0, 0)), Value::Time(late)],
    );
    same(
        "datetime(6)",
        vec![
            Value::DateTime(date(0, 1, 1).at(0, 0, 0, 0)),
            Value::DateTime(date(9999, 12, 31).to_datetime(late)),
        ],
    );
    let moment: Timestamp = "2026-01-31T13:30:00.000001+09:00".parse().unwrap();
    let found = there_and_back("datetime(6)", vec![Value::Timestamp(moment)]);
    assert!(found == [Value::DateTime(date(2026, 1, 31).at(4, 30, 0, 1_000))]);
    same("timestamp(6)", vec![Value::Timestamp(moment)]);
}

#[test]
fn values_that_the_server_would_change_are_refused_before_they_are_sent() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    let recorder = db.record();
    for value in [
        Value::Float(f64::NAN),
        Value::Float(f64::INFINITY),
        Value::Date(date(-1, 12, 31)),
        Value::DateTime(date(-1, 1, 1).at(0, 0, 0, 0)),
        Value::Timestamp("-000001-01-01T00:00:00Z".parse().unwrap()),
    ] {
        let error = ask_with(&db, "SELECT ?", vec![value]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.hint().is_some());
    }
    assert_eq!(recorder.all(), []);
}

#[test]
fn what_no_type_takes_is_an_error_that_names_the_column() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    let error = ask(&db, "SELECT CAST('100:00:00' AS time) AS long_time").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("`long_time`"), "{error}");
}

#[test]
fn a_placeholder_takes_another_type_the_next_time() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    for value in [
        Value::Int(7),
        Value::Text("seven".to_owned()),
        Value::Float(7.5),
        Value::Null,
        Value::Int(8),
    ] {
        let rows = ask_with(&db, "SELECT ?", vec![value.clone()]).unwrap();
        assert!(rows[0][0] == value, "{value:?}");
    }
}

#[test]
fn a_statement_that_was_prepared_before_its_table_changed_gives_the_new_columns() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    run(&db, "CREATE TABLE kept (id bigint PRIMARY KEY)").unwrap();
    run(&db, "INSERT INTO kept VALUES (1)").unwrap();
    assert!(ask(&db, "SELECT * FROM kept").unwrap() == [[Value::Int(1)]]);
    run(
        &db,
        "ALTER TABLE kept ADD COLUMN name varchar(9) DEFAULT 'x' FIRST",
    )
    .unwrap();
    let row = [Value::Text("x".to_owned()), Value::Int(1)];
    assert!(ask(&db, "SELECT * FROM kept").unwrap() == [row.clone()]);
    run(&db, "DROP TABLE kept").unwrap();
    run(&db, "CREATE TABLE kept (id varchar(9))").unwrap();
    run(&db, "INSERT INTO kept VALUES ('x')").unwrap();
    assert!(ask(&db, "SELECT * FROM kept").unwrap() == [[row[0].clone()]]);
}

#[test]
fn rows_that_were_found_are_counted_whether_they_changed_or_not() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    super::server::with_rows(&db);
    assert_eq!(run(&db, "UPDATE item SET value = 0").unwrap(), 2);
    assert_eq!(
        run(&db, "UPDATE item SET value = 1 WHERE id = 3").unwrap(),
        0
    );
    assert_eq!(
        run(&db, "INSERT INTO item VALUES (3, 0) RETURNING id").unwrap(),
        1
    );
    assert_eq!(run(&db, "DELETE FROM item").unwrap(), 3);
}
