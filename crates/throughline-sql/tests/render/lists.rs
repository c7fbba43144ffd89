//! Lists: one parameter, however long the list is.

use throughline_core::{ModelDef, Value};
use throughline_sql::plan::Condition;

use crate::golden::golden;
use crate::school::*;

fn in_list(model: &'static ModelDef, words: &str, values: Vec<Value>) -> Condition {
    Condition::InList(path(model, words), values)
}

#[test]
fn of_integers_texts_uuids_and_bytes() {
    golden(
        "in_list_of_integers",
        "Student, id in [1, 2, 3]",
        &filter(&STUDENT, in_list(&STUDENT, "id", integers(&[1, 2, 3]))),
    );
    golden(
        "in_list_of_texts",
        "Student, name in [\"Ann\", \"quo\\\"te\"]",
        &filter(
            &STUDENT,
            in_list(
                &STUDENT,
                "name",
                vec![text_value("Ann"), text_value("quo\"te")],
            ),
        ),
    );
    golden(
        "in_list_of_uuids",
        "Document, id in […1, …2]",
        &filter(&DOCUMENT, in_list(&DOCUMENT, "id", vec![uuid(1), uuid(2)])),
    );
    golden(
        "in_list_of_bytes",
        "Document, digest in [x00ff, x]",
        &filter(
            &DOCUMENT,
            in_list(
                &DOCUMENT,
                "digest",
                vec![Value::Bytes(vec![0, 255]), Value::Bytes(Vec::new())],
            ),
        ),
    );
}

#[test]
fn of_each_type() {
    let timestamp = "2026-01-31T12:30:00Z".parse().expect("a timestamp");
    for (name, value) in [
        ("small_int", Value::Int(1)),
        ("int", Value::Int(1)),
        ("big_int", Value::Int(i64::MAX)),
        ("float", Value::Float(0.1)),
        ("bool", Value::Bool(true)),
        ("text", text_value("a\\b")),
        ("bytes", Value::Bytes(vec![1])),
        ("date", date("2026-01-31")),
        ("time", Value::Time("12:30:00.25".parse().expect("a time"))),
        (
            "date_time",
            Value::DateTime("2026-01-31T12:30:00".parse().expect("a moment")),
        ),
        ("timestamp", Value::Timestamp(timestamp)),
        ("uuid", uuid(1)),
        ("decimal", Value::Decimal("1.50".parse().expect("a number"))),
        ("json", Value::Json("{\"a\": 1}".to_owned())),
    ] {
        golden(
            &format!("in_list_{name}"),
            &format!("count of Sample, {name} in [one value]"),
            &count(filter(&SAMPLE, in_list(&SAMPLE, name, vec![value]))),
        );
    }
}

#[test]
fn empty_and_negated() {
    golden(
        "in_empty_list",
        "Student, id in []",
        &filter(&STUDENT, in_list(&STUDENT, "id", Vec::new())),
    );
    golden(
        "not_in_list",
        "Student, not (credits in [1, 2]); null is",
        &filter(
            &STUDENT,
            Condition::Not(Box::new(in_list(&STUDENT, "credits", integers(&[1, 2])))),
        ),
    );
}

#[test]
fn across_a_relation() {
    golden(
        "in_list_of_far_keys",
        "Course, students.id in [1, 2]",
        &filter(&COURSE, in_list(&COURSE, "students.id", integers(&[1, 2]))),
    );
    golden(
        "in_list_of_far_uuids",
        "Student, documents.id in […1]",
        &filter(&STUDENT, in_list(&STUDENT, "documents.id", vec![uuid(1)])),
    );
}
