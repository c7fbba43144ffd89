//! Values of every type, at their limits: each comes back as it was, is found by itself, and is
//! ordered as values are, the same on every engine.

use std::fmt::Debug;

use throughline::blocking::Db;
use throughline::{ErrorKind, Json, QuerySet};

use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
struct Sample {
    id: i64,
    small: Option<i16>,
    int: Option<i32>,
    big: Option<i64>,
    float: Option<f64>,
    flag: Option<bool>,
    text: Option<String>,
    bytes: Option<Vec<u8>>,
    day: Option<Date>,
    clock: Option<Time>,
    civil: Option<DateTime>,
    moment: Option<Timestamp>,
    uuid: Option<Uuid>,
    amount: Option<Decimal>,
    #[field(max_digits = 28, decimal_places = 10)]
    price: Option<Decimal>,
    json: Option<Json<Vec<String>>>,
}

fn samples() -> Db {
    let db = crate::database::empty();
    throughline::create_tables(&db, [Sample::META]).unwrap();
    db
}

/// Keeps each value in a row of its own, and looks for it: by itself, in lists, and in order. The
/// values are given in their order.
macro_rules! kept_and_found {
    ($db:expr, $field:ident, $values:expr) => {{
        let (db, values) = ($db, $values);
        Sample::objects().delete(&db).unwrap();
        for value in values.iter().rev() {
            let row = Sample::builder().$field(value.clone()).create(&db).unwrap();
            assert_eq!(row.$field.as_ref(), Some(value), "as it is given back");
            assert_eq!(row.refresh(&db).unwrap(), row, "as it is read");
            row.save(&db).unwrap();
            assert_eq!(row.refresh(&db).unwrap(), row, "as it is saved");
        }
        for value in values.iter() {
            let equal = Sample::objects().filter(|s| s.$field().eq(value.clone()));
            only(&db, equal, value, |row| row.$field.as_ref() == Some(value));
            let listed = Sample::objects().filter(|s| s.$field().is_in([value.clone()]));
            only(&db, listed, value, |row| row.$field.as_ref() == Some(value));
        }
        let all = Sample::objects().filter(|s| s.$field().is_in(values.clone()));
        assert_eq!(all.count(&db).unwrap(), values.len() as u64);
        let ordered = Sample::objects().order_by(|s| s.$field()).all(&db).unwrap();
        let ordered: Vec<_> = ordered.into_iter().filter_map(|row| row.$field).collect();
        assert_eq!(ordered, values, "in their order");
    }};
}

/// Many values in one statement, as lists of rows.
macro_rules! kept_in_bulk {
    ($db:expr, $field:ident, $values:expr) => {{
        let (db, values) = ($db, $values);
        Sample::objects().delete(&db).unwrap();
        let rows = values
            .iter()
            .map(|value| Sample::builder().$field(value.clone()));
        Sample::objects().bulk_create(&db, rows).unwrap();
        let found = Sample::objects().order_by(|s| s.id()).all(&db).unwrap();
        let found: Vec<_> = found.into_iter().filter_map(|row| row.$field).collect();
        assert_eq!(found, values);
    }};
}

#[track_caller]
fn only(db: &Db, set: QuerySet<Sample>, value: &impl Debug, is_it: impl Fn(&Sample) -> bool) {
    let found = set.all(db).unwrap();
    let shown: String = format!("{value:?}").chars().take(80).collect();
    assert_eq!(found.len(), 1, "{shown}");
    assert!(is_it(&found[0]), "{shown}");
}

#[test]
fn numbers() {
    let db = samples();
    kept_and_found!(&db, small, vec![i16::MIN, -1, 0, 1, i16::MAX]);
    kept_and_found!(&db, int, vec![i32::MIN, -1, 0, 1, i32::MAX]);
    let beyond_a_float = (1_i64 << 53) + 1;
    let bigs = vec![
        i64::MIN,
        i64::MIN + 1,
        -beyond_a_float,
        0,
        beyond_a_float - 1,
        beyond_a_float,
        i64::MAX - 1,
        i64::MAX,
    ];
    kept_and_found!(&db, big, bigs.clone());
    kept_in_bulk!(&db, big, bigs);
    let floats = vec![
        f64::MIN,
        -0.1,
        0.0,
        5e-324,
        f64::MIN_POSITIVE,
        0.1,
        0.1 + 0.2,
        1.0 / 3.0,
        9_007_199_254_740_993.0,
        1e300,
        f64::MAX,
    ];
    kept_and_found!(&db, float, floats.clone());
    kept_in_bulk!(&db, float, floats);
    kept_and_found!(&db, flag, vec![false, true]);
}

fn decimals(texts: &[&str]) -> Vec<Decimal> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn decimals_to_the_last_digit() {
    let db = samples();
    // SQLite keeps 15 digits, and refuses more.
    let (amounts, prices): (&[&str], &[&str]) = crate::database::on(
        (
            &[
                "-999999999999999",
                "-0.01",
                "0",
                "0.00000001",
                "0.1",
                "123456789.012345",
            ],
            &[
                "-9999.9999999999",
                "0.0000000001",
                "0.1",
                "12345.0123456789",
            ],
        ),
        (EXACT_AMOUNTS, EXACT_PRICES),
        (EXACT_AMOUNTS, EXACT_PRICES),
    );
    let (amounts, prices) = (decimals(amounts), decimals(prices));
    kept_and_found!(&db, amount, amounts.clone());
    kept_in_bulk!(&db, amount, amounts);
    kept_and_found!(&db, price, prices.clone());
    kept_in_bulk!(&db, price, prices.clone());
    // The neighbour of a number differs from it in the last digit.
    let step = Decimal::new(1, 10);
    for price in prices {
        let above =
            Sample::objects().filter(|s| s.price().gt(price - step) & s.price().lt(price + step));
        assert_eq!(above.count(&db).unwrap(), 1, "{price}");
        let between = Sample::objects().filter(|s| s.price().between(price, price));
        assert_eq!(between.count(&db).unwrap(), 1, "{price}");
        let next = Sample::objects().filter(|s| s.price().eq(price + step));
        assert_eq!(next.count(&db).unwrap(), 0, "{price}");
        let one = Sample::objects().filter(|s| s.price().eq(price));
        let id = one.clone().get(&db).unwrap().id;
        one.update(&db, |s| s.price().set_to(s.price() + step))
            .unwrap();
        let changed = Sample::get(&db, id).unwrap().price.unwrap();
        assert_eq!(changed, price + step);
        Sample::objects()
            .filter(|s| s.id().eq(id))
            .delete(&db)
            .unwrap();
    }
}

const EXACT_AMOUNTS: &[&str] = &[
    "-79228162514264337593543950335",
    "-79228162514264337593543950334",
    "-0.0000000000000000000000000001",
    "0",
    "0.0000000000000000000000000001",
    "0.1",
    "1.5",
    "12345678901234567890.123456789",
    "79228162514264337593543950335",
];
const EXACT_PRICES: &[&str] = &[
    "-999999999999999999.9999999998",
    "0.0000000001",
    "0.1",
    "100000000000000000.0000000001",
    "100000000000000000.0000000003",
    "999999999999999999.9999999998",
];

#[test]
fn texts_letter_by_letter() {
    let db = samples();
    let long = "ä🎓\\'\"%_ ".repeat(1 << 16);
    let mut texts: Vec<String> = [
        "",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "'",
        "\"",
        "\\",
        "\\'",
        "`",
        "%",
        "_",
        "?",
        "$1",
        "A",
        "A ",
        "Ann",
        "ANN",
        "a",
        "ann",
        "ß",
        "ss",
        "é",
        "e\u{301}",
        "ǆ",
        "ı",
        "ﬁ",
        "𝒳",
        "🎓",
        "👩\u{200d}👩\u{200d}👧",
        "\u{10ffff}",
        "\u{feff}x",
        "\u{202e}abc",
        "\u{1}",
        "\u{7f}",
        "null",
        "NULL",
        "0",
        "00",
        "1e1",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push(long);
    // PostgreSQL takes no NUL.
    if crate::database::on(true, false, true) {
        texts.extend(["\0", "a\0b", "a\0c"].map(str::to_owned));
    }
    texts.sort_unstable();
    if crate::database::on(true, false, true) {
        kept_and_found!(&db, text, texts.clone());
    } else {
        // The order is that of the database, which its owner chose.
        for text in &texts {
            Sample::builder().text(text).create(&db).unwrap();
        }
        for text in &texts {
            let equal = Sample::objects().filter(|s| s.text().eq(text));
            only(&db, equal, text, |row| row.text.as_ref() == Some(text));
            let listed = Sample::objects().filter(|s| s.text().is_in([text]));
            only(&db, listed, text, |row| row.text.as_ref() == Some(text));
        }
        let error = Sample::builder().text("a\0b").create(&db).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
    }
    kept_in_bulk!(&db, text, texts);
}

#[test]
fn bytes_of_all_values() {
    let db = samples();
    let values = vec![
        Vec::new(),
        vec![0],
        vec![0, 0],
        (0..=255).collect(),
        vec![7; 1 << 20],
        b"\\x00".to_vec(),
        vec![0x80],
        vec![0xff, 0xfe],
    ];
    kept_and_found!(&db, bytes, values.clone());
    kept_in_bulk!(&db, bytes, values);
}

#[test]
fn days_and_times_to_the_microsecond() {
    let db = samples();
    let parsed = |texts: &[&str]| -> Vec<Date> { texts.iter().map(|text| date(text)).collect() };
    let days = parsed(&[
        "0001-01-01",
        "1582-10-10",
        "1970-01-01",
        "2024-02-29",
        "9999-12-31",
    ]);
    kept_and_found!(&db, day, days.clone());
    kept_in_bulk!(&db, day, days);
    let clocks: Vec<Time> = [
        "00:00:00",
        "00:00:00.000001",
        "13:30:00.25",
        "23:59:59.999999",
    ]
    .map(|text| text.parse().unwrap())
    .to_vec();
    kept_and_found!(&db, clock, clocks.clone());
    kept_in_bulk!(&db, clock, clocks);
    let civils: Vec<DateTime> = [
        "0001-01-01T00:00:00",
        "1969-12-31T23:59:59.999999",
        "2026-03-29T02:30:00.000001",
        "2026-03-29T02:30:00.000002",
        "9999-12-31T23:59:59.999999",
    ]
    .map(|text| text.parse().unwrap())
    .to_vec();
    kept_and_found!(&db, civil, civils.clone());
    kept_in_bulk!(&db, civil, civils);
    let moments: Vec<Timestamp> = [
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "2026-01-31T13:30:00.000001+09:00",
        "2026-10-25T00:59:59.999999-12:00",
        "2038-01-19T03:14:08Z",
        "9999-12-30T22:00:00.999999Z",
    ]
    .map(|text| text.parse().unwrap())
    .to_vec();
    kept_and_found!(&db, moment, moments.clone());
    kept_in_bulk!(&db, moment, moments);
    // What is finer is cut, not rounded.
    let fine: Timestamp = "2026-01-31T12:00:00.999999999Z".parse().unwrap();
    let row = Sample::builder().moment(fine).create(&db).unwrap();
    let kept = row.refresh(&db).unwrap().moment.unwrap();
    assert_eq!(kept.to_string(), "2026-01-31T12:00:00.999999Z");
    let by_fine = Sample::objects().filter(|s| s.moment().eq(fine));
    assert_eq!(by_fine.count(&db).unwrap(), 1, "so is what is looked for");
}

#[test]
fn uuids_and_documents() {
    let db = samples();
    let mut uuids = vec![
        Uuid::nil(),
        Uuid::from_u128(1),
        Uuid::from_u128(1 << 127),
        Uuid::max(),
    ];
    kept_in_bulk!(&db, uuid, uuids.clone());
    uuids.sort_unstable();
    for uuid in &uuids {
        let equal = Sample::objects().filter(|s| s.uuid().eq(*uuid));
        only(&db, equal, uuid, |row| row.uuid == Some(*uuid));
    }
    let documents: Vec<_> = [
        vec![],
        vec![""],
        vec![
            "it's \"so\"",
            "\\",
            "🎓\u{10ffff}",
            "line\nbreak\ttab",
            "\u{1}\u{7f}",
        ],
    ]
    .map(|words| Json(words.into_iter().map(str::to_owned).collect::<Vec<_>>()))
    .to_vec();
    kept_in_bulk!(&db, json, documents.clone());
    for document in documents {
        let row = Sample::builder()
            .json(document.clone())
            .create(&db)
            .unwrap();
        assert_eq!(row.refresh(&db).unwrap().json, Some(document));
    }
}

#[test]
fn what_is_no_number_is_kept_or_refused_and_never_changed() {
    let db = samples();
    let [nan, infinite] = [f64::NAN, f64::INFINITY].map(|value| {
        Sample::builder()
            .float(value)
            .create(&db)
            .map(|row| row.float)
    });
    // SQLite would make NULL of it.
    let (takes_nan, takes_infinite) =
        crate::database::on((false, true), (true, true), (false, false));
    match nan {
        Ok(found) => assert!(takes_nan && found.unwrap().is_nan()),
        Err(error) => assert!(
            !takes_nan && error.kind() == ErrorKind::InvalidValue,
            "{error:?}"
        ),
    }
    match infinite {
        Ok(found) => assert!(takes_infinite && found == Some(f64::INFINITY)),
        Err(error) => assert!(
            !takes_infinite && error.kind() == ErrorKind::InvalidValue,
            "{error:?}"
        ),
    }
}
