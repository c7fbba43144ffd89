//! Values there and back, to the last digit.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use throughline_core::{ErrorKind, Value};
use uuid::Uuid;

use crate::ask::{Ask, one, rows};
use crate::server::Schema;

/// Sends each value as that type, and compares what comes back.
fn round_trip(sql_type: &str, values: &[Value]) {
    let schema = Schema::new();
    let db = schema.open();
    let made = format!("CREATE TABLE kept (value {sql_type})");
    rows(&db, &made).unwrap();
    for value in values {
        let insert = "INSERT INTO kept VALUES ($1) RETURNING value";
        let back = one(&db, insert, std::slice::from_ref(value)).unwrap();
        assert!(back == *value, "one of {values:?}, as {sql_type}");
        let again = one(&db, "SELECT value FROM kept", &[]).unwrap();
        assert!(again == *value);
        rows(&db, "DELETE FROM kept").unwrap();
    }
}

#[test]
fn integers_to_their_ends() {
    let ints = |values: &[i64]| values.iter().map(|v| Value::Int(*v)).collect::<Vec<_>>();
    round_trip("smallint", &ints(&[-32768, 0, 32767]));
    round_trip("integer", &ints(&[-2_147_483_648, 1, 2_147_483_647]));
    round_trip("bigint", &ints(&[i64::MIN, -1, i64::MAX]));
}

#[test]
fn floating_point_numbers_bit_by_bit() {
    let floats = [
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        -0.0,
        0.1,
        f64::MAX,
        f64::INFINITY,
    ];
    round_trip("double precision", &floats.map(Value::Float));
    round_trip("real", &[Value::Float(0.5), Value::Float(-2.0)]);
    let schema = Schema::new();
    let back = one(
        &schema.open(),
        "SELECT $1::float8",
        &[Value::Float(f64::NAN)],
    )
    .unwrap();
    assert!(matches!(back, Value::Float(value) if value.is_nan()));
}

#[test]
fn decimals_to_the_last_digit() {
    let decimals = [
        "0",
        "-0.01",
        "1.10",
        "10000",
        "9999.9999",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "7.9228162514264337593543950335",
        "0.0000000000000000000000000001",
        "79228162514264.337593543950335",
    ];
    let decimals = decimals.map(|text| Value::Decimal(text.parse::<Decimal>().unwrap()));
    round_trip("numeric", &decimals);
    let schema = Schema::new();
    let db = schema.open();
    for beyond in ["'NaN'::numeric", "1e30::numeric"] {
        let error = one(&db, &format!("SELECT {beyond}"), &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{beyond}");
    }
}

#[test]
fn texts_of_any_script_and_length() {
    let long = "ß🦀".repeat(200_000);
    let texts = [
        "",
        " ",
        "Ann",
        "O'Brien \\ \"x\"",
        "日本語",
        "🦀👩‍👩‍👧",
        "\u{10FFFF}",
        &long,
    ];
    let texts = texts.map(|text| Value::Text(text.to_owned()));
    round_trip("text", &texts);
    round_trip("varchar(2000000)", &texts);
}

#[test]
fn bytes_truth_values_uuids_and_null() {
    let bytes = [vec![], vec![0], (0..=255).collect(), vec![0x5c; 1_000_000]];
    round_trip("bytea", &bytes.map(Value::Bytes));
    round_trip(
        "boolean",
        &[Value::Bool(true), Value::Bool(false), Value::Null],
    );
    round_trip(
        "uuid",
        &[Value::Uuid(Uuid::nil()), Value::Uuid(Uuid::max())],
    );
}

#[test]
fn dates_and_times_to_the_microsecond() {
    let date = Date::constant(-4712, 1, 1);
    round_trip(
        "date",
        &[date, Date::MAX, Date::constant(2000, 2, 29)].map(Value::Date),
    );
    let last = Time::constant(23, 59, 59, 999_999_000);
    round_trip("time", &[Time::midnight(), last].map(Value::Time));
    let moments = [
        DateTime::constant(-4712, 1, 1, 0, 0, 0, 1_000),
        DateTime::constant(1969, 12, 31, 23, 59, 59, 999_999_000),
        Date::MAX.to_datetime(last),
    ];
    round_trip("timestamp", &moments.map(Value::DateTime));
    let moments = [
        "-004000-01-01T00:00:00Z".parse().unwrap(),
        Timestamp::from_microsecond(-1).unwrap(),
        "2026-03-29T01:30:00.123456Z".parse().unwrap(),
        "9999-12-30T21:59:59.999999Z".parse().unwrap(),
    ];
    round_trip("timestamptz", &moments.map(Value::Timestamp));
}

#[test]
fn a_moment_is_the_same_in_every_time_zone() {
    let schema = Schema::new();
    let moment: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
    let found = one(
        &schema.open(),
        "SELECT '2026-07-01 14:00:00+02'::timestamptz",
        &[],
    );
    assert!(found.unwrap() == Value::Timestamp(moment));
    let text = "SELECT $1::timestamptz::text";
    let text = one(&schema.open(), text, &[Value::Timestamp(moment)]).unwrap();
    assert!(text == Value::Text("2026-07-01 12:00:00+00".to_owned()));
}

#[test]
fn what_no_field_can_hold_is_a_decode_error_that_names_the_column() {
    let schema = Schema::new();
    let db = schema.open();
    for beyond in [
        "'infinity'::date",
        "'-infinity'::timestamptz",
        "'294276-12-31'::timestamp",
        "'24:00'::time",
        "'1 day'::interval",
        "ARRAY[1]",
    ] {
        let error = one(&db, &format!("SELECT {beyond} AS day"), &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{beyond}");
        assert!(error.to_string().contains("`day`"), "{error}");
    }
    // The connection goes on, whatever was left of the result.
    let error = rows(
        &db,
        "SELECT 'infinity'::date FROM generate_series(1, 100000)",
    );
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Decode);
    assert!(one(&db, "SELECT 1", &[]).unwrap() == Value::Int(1));
}

#[test]
fn json_in_both_types() {
    let json = |text: &str| Value::Json(text.to_owned());
    let schema = Schema::new();
    let db = schema.open();
    for json_type in ["json", "jsonb"] {
        let sql = format!("SELECT $1::{json_type}");
        let back = one(&db, &sql, &[json(r#"{"a": [1, "ü🦀"]}"#)]).unwrap();
        assert!(
            back == Value::Text(r#"{"a": [1, "ü🦀"]}"#.to_owned()),
            "{json_type}"
        );
        let error = one(&db, &sql, &[json("{")]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
    }
}

#[test]
fn a_text_with_nul_is_refused_before_it_is_sent() {
    let schema = Schema::new();
    let db = schema.open();
    let recorder = db.record();
    let error = one(&db, "SELECT $1::text", &[Value::Text("a\0b".to_owned())]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.hint().unwrap().contains("Vec<u8>"));
    assert!(recorder.all().is_empty());
}

#[test]
fn a_value_goes_to_the_type_that_is_asked_for_or_is_refused() {
    let schema = Schema::new();
    let db = schema.open();
    let one = |sql: &str, value: Value| one(&db, sql, &[value]);
    assert!(one("SELECT $1::numeric", Value::Int(7)).unwrap() == Value::Decimal(7.into()));
    assert!(one("SELECT $1::float8", Value::Int(7)).unwrap() == Value::Float(7.0));
    let day = Value::Text("2026-01-31".to_owned());
    assert!(one("SELECT $1::date", day).unwrap() == Value::Date(Date::constant(2026, 1, 31)));
    for (sql, value) in [
        ("SELECT $1::smallint", Value::Int(32_768)),
        ("SELECT $1::float8", Value::Int(i64::MAX)),
        ("SELECT $1::uuid", Value::Int(1)),
        ("SELECT $1::integer", Value::Text("secret".to_owned())),
        ("SELECT $1::date", Value::Date(Date::MIN)),
    ] {
        let error = one(sql, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{sql}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
    let none = db.run_blocking(Ask("SELECT $1::int".to_owned(), Vec::new()));
    assert_eq!(none.unwrap_err().kind(), ErrorKind::InvalidValue);
}

#[test]
fn a_large_result_comes_row_by_row() {
    let schema = Schema::new();
    let db = schema.open();
    let sum = rows(
        &db,
        "SELECT n, repeat('x', 100) FROM generate_series(1, 50000) AS n",
    );
    assert_eq!(sum.unwrap().len(), 50_000);
}
