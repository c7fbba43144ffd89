//! Input that is wrong: URLs, values that the engine could not keep, rows that do not fit.

use throughline::blocking::Db;
use throughline::{ErrorKind, Json};

use crate::models::*;

#[test]
fn a_wrong_url_says_which_forms_there_are() {
    for url in [
        "",
        "school.db",
        "sqlite://",
        "mysql://root@localhost/x",
        "sqlite://x?mode=q",
    ] {
        let error = Db::connect(url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{url}");
        assert!(error.hint().unwrap().contains("sqlite://"), "{url}");
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Reading {
    id: i64,
    value: f64,
    price: Option<Decimal>,
    taken: Option<Timestamp>,
    tags: Option<Json<Vec<String>>>,
}

fn readings() -> Db {
    let db = Db::memory().unwrap();
    throughline::create_tables(&db, [Reading::META]).unwrap();
    db
}

#[test]
fn what_sqlite_would_change_silently_is_refused() {
    let db = readings();
    let nan = Reading::builder().value(f64::NAN).create(&db).unwrap_err();
    assert_eq!(nan.kind(), ErrorKind::InvalidValue);
    assert!(nan.to_string().contains("NaN"));
    let long: Decimal = "1234567890.1234567".parse().unwrap();
    let error = Reading::builder()
        .value(1.0)
        .price(long)
        .create(&db)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.to_string().contains("15 digits"), "{error}");
    // In lists and among many rows too.
    let many = [1.0, f64::NAN].map(|value| Reading::builder().value(value));
    let error = Reading::objects().bulk_create(&db, many).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    let error = Reading::objects()
        .filter(|r| r.price().is_in([long]))
        .all(&db)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(Reading::objects().count(&db).unwrap(), 0);
}

#[test]
fn values_at_their_limits_come_back_as_they_were() {
    let db = readings();
    for value in [
        f64::MAX,
        f64::MIN_POSITIVE,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.1,
        -0.0,
        3.0,
    ] {
        let row = Reading::builder().value(value).create(&db).unwrap();
        assert_eq!(Reading::get(&db, row.id).unwrap().value, value);
        let same = Reading::objects().filter(|r| r.value().is_in([value]) & r.id().eq(row.id));
        assert_eq!(same.count(&db).unwrap(), 1, "{value} in a list");
    }
    for price in ["0.10", "-99999999999.9999", "123456789012345", "0.00000001"] {
        let price: Decimal = price.parse().unwrap();
        let row = Reading::builder()
            .value(0.0)
            .price(price)
            .create(&db)
            .unwrap();
        assert_eq!(row.price, Some(price));
        let same = Reading::objects().filter(|r| r.price().eq(price));
        assert_eq!(same.count(&db).unwrap(), 1, "{price}");
    }
    let taken: Timestamp = "2026-01-31T12:00:00.123456789Z".parse().unwrap();
    let row = Reading::builder()
        .value(0.0)
        .taken(taken)
        .create(&db)
        .unwrap();
    assert_eq!(row.taken.unwrap().as_microsecond(), taken.as_microsecond());
    for (id, min_or_max) in [(i64::MAX, i64::MAX), (i64::MIN, i64::MIN)] {
        assert_eq!(
            Reading::builder().id(id).value(0.0).create(&db).unwrap().id,
            min_or_max
        );
    }
}

#[test]
fn decimals_and_times_are_ordered_as_values() {
    let db = readings();
    for (price, taken) in [
        ("10", "2026-01-01T00:00:00.5Z"),
        ("9.5", "2026-01-01T00:00:00Z"),
        ("-3", "1999-01-01T00:00:00Z"),
    ] {
        let builder = Reading::builder().value(0.0);
        builder
            .price(price.parse::<Decimal>().unwrap())
            .taken(taken.parse::<Timestamp>().unwrap())
            .create(&db)
            .unwrap();
    }
    let ids = |set: throughline::QuerySet<Reading>| -> Vec<i64> {
        set.all(&db)
            .unwrap()
            .into_iter()
            .map(|reading| reading.id)
            .collect()
    };
    assert_eq!(ids(Reading::objects().order_by(|r| r.price())), [3, 2, 1]);
    assert_eq!(ids(Reading::objects().order_by(|r| r.taken())), [3, 2, 1]);
    assert_eq!(
        ids(Reading::objects().filter(|r| r.price().lt(Decimal::from(9)))),
        [3]
    );
}

#[test]
fn a_column_that_holds_something_else_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let db = Db::connect(&format!("sqlite://{}", path.display())).unwrap();
    throughline::create_tables(&db, [Reading::META]).unwrap();
    // Another program writes what the model does not expect.
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute(
            "INSERT INTO reading (value, taken) VALUES (1.0, 'yesterday')",
            [],
        )
        .unwrap();
    let error = Reading::objects().all(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        (error.model(), error.field()),
        (Some("Reading"), Some("taken"))
    );
    assert!(
        !format!("{error:?}").contains("yesterday"),
        "values stay out of messages"
    );
}

#[test]
fn a_missing_table_is_an_error_with_the_statement() {
    let db = crate::database::empty();
    let error = Student::objects().all(&db).unwrap_err();
    // SQLite has one number for all that is wrong with a statement.
    let kind = match crate::database::is_embedded() {
        true => ErrorKind::Database,
        false => ErrorKind::SchemaMismatch,
    };
    assert_eq!(error.kind(), kind);
    assert!(error.statement().unwrap().starts_with("SELECT"));
    assert!(format!("{error:?}").contains("student"));
    assert!(error.hint().unwrap().contains("`cargo manage migrate`"));
}
