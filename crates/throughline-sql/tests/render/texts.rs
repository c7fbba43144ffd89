//! Texts that match: plain functions, so that `%` and `_` are characters like others.

use throughline_sql::plan::{Condition, TextMatch};

use crate::golden::golden;
use crate::school::*;

const MATCHES: [(&str, TextMatch); 8] = [
    ("iexact", TextMatch::IExact),
    ("contains", TextMatch::Contains),
    ("icontains", TextMatch::IContains),
    ("starts_with", TextMatch::StartsWith),
    ("istarts_with", TextMatch::IStartsWith),
    ("ends_with", TextMatch::EndsWith),
    ("iends_with", TextMatch::IEndsWith),
    ("regex", TextMatch::Regex),
];

#[test]
fn each_match() {
    for (name, text_match) in MATCHES {
        golden(
            name,
            &format!("Student, name {name} \"10%_\\\""),
            &filter(
                &STUDENT,
                Condition::Text(path(&STUDENT, "name"), text_match, text_value("10%_\"")),
            ),
        );
    }
}

#[test]
fn across_a_relation() {
    golden(
        "icontains_across_a_relation",
        "Course, students.name icontains \"ann\"",
        &filter(
            &COURSE,
            Condition::Text(
                path(&COURSE, "students.name"),
                TextMatch::IContains,
                text_value("ann"),
            ),
        ),
    );
}

#[test]
fn within_a_complement() {
    golden(
        "not_ends_with",
        "Student, not (email ends_with \".org\" or name regex \"^A\"); null is",
        &filter(
            &STUDENT,
            Condition::Not(Box::new(
                Condition::Text(
                    path(&STUDENT, "email"),
                    TextMatch::EndsWith,
                    text_value(".org"),
                )
                .or(Condition::Text(
                    path(&STUDENT, "name"),
                    TextMatch::Regex,
                    text_value("^A"),
                )),
            )),
        ),
    );
}
