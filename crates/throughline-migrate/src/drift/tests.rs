use insta::assert_snapshot;

use super::*;
use crate::fixtures::*;
use crate::state::{Check, CheckCondition, CheckOperand, Literal};
use throughline_core::{CheckComparison, ColumnType};

/// What differs when these statements were given to the tables of the state, a line each.
fn drifted(state: &ProjectState, statements: &[&str], ignored: &[&str]) -> String {
    let schema = live(state, statements);
    let ignored: Vec<_> = ignored.iter().map(|&name| name.to_owned()).collect();
    let found = drift(state, Wanted::Migrations, &schema, rules(), &ignored).unwrap();
    let lines = found.iter().map(|difference| {
        let column = difference.column.as_deref().unwrap_or("-");
        let (kind, table) = (difference.kind.word(), &difference.table);
        format!("{kind} {table} {column} | {}", difference.text)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A school with a default, a check, an index and a key to a key of text.
fn rich() -> ProjectState {
    let adult = Check {
        name: "student_adult".to_owned(),
        condition: CheckCondition::Compare(
            CheckComparison::GreaterOrEqual,
            "age".to_owned(),
            CheckOperand::Literal(Literal::Integer(18)),
        ),
    };
    let default = |literal: Literal| {
        move |column: &mut crate::state::Column| {
            column.db_default = Some(literal);
        }
    };
    let mut student = model(
        "Student",
        [
            with(char("name", 100), default(Literal::Text("it's".into()))),
            with(plain("age", ColumnType::Int), default(Literal::Integer(20))),
            with(
                plain("active", ColumnType::Bool),
                default(Literal::Bool(true)),
            ),
            plain("notes", ColumnType::Json),
            null(foreign_key("tutor", "Student")),
            many_to_many("Student", "friends", "Student"),
        ],
    );
    student.checks.push(adult);
    student.indexes.push(list(&["age", "name"]));
    student.unique.push(list(&["name"]));
    ProjectState::of([student])
}

#[test]
fn what_was_just_made_does_not_differ() {
    assert_eq!(drifted(&rich(), &[], &[]), "");
    assert_eq!(drifted(&school(), &[], &[]), "");
}

#[test]
fn a_table_that_was_made_by_hand_is_compared_in_all_it_has() {
    let remake = [
        "DROP TABLE student",
        "CREATE TABLE student (id varchar(9) NOT NULL PRIMARY KEY, name varchar(100) CHECK (length(name) <= 50), \
         age bigint NOT NULL DEFAULT 21 CHECK (age >= 0), active bool NOT NULL, \
         notes text NOT NULL REFERENCES note (id), tutor_id bigint REFERENCES student (id), \
         extra text, CONSTRAINT student_adult CHECK (age >= 17), CHECK (extra <> name))",
        "CREATE UNIQUE INDEX one ON student (name) WHERE age > 9",
        "CREATE INDEX two ON student (tutor_id, age)",
        "CREATE INDEX three ON student (tutor_id)",
    ];
    assert_snapshot!(drifted(&rich(), &remake, &[]));
}

#[test]
fn tables_are_missing_or_too_many() {
    let statements = [
        "DROP TABLE membership",
        "DROP TABLE course_students",
        "CREATE TABLE note (id integer PRIMARY KEY)",
        "CREATE TABLE old_note (id integer PRIMARY KEY)",
        "CREATE TABLE older (id integer PRIMARY KEY)",
        "CREATE TABLE django_migrations (id integer PRIMARY KEY)",
        "CREATE VIEW seen AS SELECT * FROM student",
        "CREATE VIRTUAL TABLE words USING fts5 (word)",
    ];
    assert_snapshot!(drifted(&school(), &statements, &["old*", "words", "not"]));
}

#[test]
fn links_that_stay_when_a_row_goes_are_a_difference() {
    let remake = [
        "DROP TABLE course_students",
        "CREATE TABLE course_students (course_id bigint NOT NULL REFERENCES course, \
         student_id bigint NOT NULL REFERENCES student (id) ON DELETE CASCADE, \
         PRIMARY KEY (course_id, student_id))",
    ];
    assert_snapshot!(drifted(&school(), &remake, &[]));
}
