//! Each condition on a column of the model itself.

use throughline_sql::plan::{Comparison, Condition, Operand, Output, Select};

use crate::golden::golden;
use crate::school::*;

#[test]
fn constants() {
    golden(
        "always",
        "Student, true",
        &filter(&STUDENT, Condition::Constant(true)),
    );
    golden(
        "never",
        "Student, false",
        &filter(&STUDENT, Condition::Constant(false)),
    );
}

#[test]
fn comparisons_with_a_value() {
    for (name, sign, comparison) in [
        ("equal", "=", Comparison::Equal),
        ("not_equal", "!=", Comparison::NotEqual),
        ("less", "<", Comparison::Less),
        ("less_or_equal", "<=", Comparison::LessOrEqual),
        ("greater", ">", Comparison::Greater),
        ("greater_or_equal", ">=", Comparison::GreaterOrEqual),
    ] {
        golden(
            name,
            &format!("Student, age {sign} 20"),
            &filter(&STUDENT, compare(path(&STUDENT, "age"), comparison, 20)),
        );
    }
}

#[test]
fn comparisons_of_a_nullable_column() {
    golden(
        "equal_nullable",
        "Student, credits = 20; null is not",
        &filter(&STUDENT, equals(path(&STUDENT, "credits"), 20)),
    );
    golden(
        "not_equal_nullable",
        "Student, credits != 20; null is",
        &filter(
            &STUDENT,
            compare(path(&STUDENT, "credits"), Comparison::NotEqual, 20),
        ),
    );
    golden(
        "less_nullable",
        "Student, credits < 20; null is not",
        &filter(
            &STUDENT,
            compare(path(&STUDENT, "credits"), Comparison::Less, 20),
        ),
    );
}

#[test]
fn comparisons_of_two_columns() {
    let columns = |comparison, other| {
        let other = path(&STUDENT, other);
        filter(
            &STUDENT,
            Condition::Compare(path(&STUDENT, "age"), comparison, other),
        )
    };
    golden(
        "less_than_a_column",
        "Student, age < id",
        &columns(Comparison::Less, "id"),
    );
    golden(
        "not_equal_to_a_column",
        "Student, age != id",
        &columns(Comparison::NotEqual, "id"),
    );
    golden(
        "not_equal_to_a_nullable_column",
        "Student, age != credits; null is",
        &columns(Comparison::NotEqual, "credits"),
    );
}

#[test]
fn between() {
    let value = |value: i64| Operand::Value(Literal::from(value).0);
    golden(
        "between",
        "Student, age between 18 and 30",
        &filter(
            &STUDENT,
            Condition::Between(path(&STUDENT, "age"), value(18), value(30)),
        ),
    );
    golden(
        "between_a_column_and_a_value",
        "Student, age between credits and 30",
        &filter(
            &STUDENT,
            Condition::Between(path(&STUDENT, "age"), path(&STUDENT, "credits"), value(30)),
        ),
    );
}

#[test]
fn null() {
    golden(
        "is_null",
        "Student, email is null",
        &filter(&STUDENT, Condition::IsNull(path(&STUDENT, "email"), true)),
    );
    golden(
        "is_not_null",
        "Student, email is not null",
        &filter(&STUDENT, Condition::IsNull(path(&STUDENT, "email"), false)),
    );
}

#[test]
fn complements() {
    let not = |condition| filter(&STUDENT, Condition::Not(Box::new(condition)));
    golden(
        "not",
        "Student, not (credits > 20); null is",
        &not(compare(path(&STUDENT, "credits"), Comparison::Greater, 20)),
    );
    golden(
        "not_not",
        "Student, not not (credits > 20)",
        &not(Condition::Not(Box::new(compare(
            path(&STUDENT, "credits"),
            Comparison::Greater,
            20,
        )))),
    );
    golden(
        "not_either",
        "Student, not (age = 1 or name = \"Ann\")",
        &not(equals(path(&STUDENT, "age"), 1).or(equals(path(&STUDENT, "name"), "Ann"))),
    );
}

#[test]
fn and_within_or_within_and() {
    let age = |age: i64| equals(path(&STUDENT, "age"), age);
    let name = |name: &str| equals(path(&STUDENT, "name"), name);
    golden(
        "nested_and_or",
        "Student, (age = 1 and name = \"a\" or age = 2 and (name = \"b\" or name = \"c\")) and age = 3",
        &filter(
            &STUDENT,
            age(1)
                .and(name("a"))
                .or(age(2).and(name("b").or(name("c"))))
                .and(age(3)),
        ),
    );
    golden(
        "two_filters",
        "Student, age = 1 or age = 2; name = \"a\" or name = \"b\"",
        &Select {
            conditions: vec![age(1).or(age(2)), name("a").or(name("b"))],
            ..all(&STUDENT)
        },
    );
    golden(
        "and_of_one",
        "Student, and [age = 1]",
        &filter(&STUDENT, Condition::And(vec![age(1)])),
    );
    golden(
        "and_of_none",
        "Student, and []",
        &filter(&STUDENT, Condition::And(Vec::new())),
    );
    golden(
        "or_of_none",
        "Student, or []",
        &filter(&STUDENT, Condition::Or(Vec::new())),
    );
}

#[test]
fn in_the_results_of_a_query() {
    let adults = Select {
        output: Output::Columns(vec![path(&STUDENT, "id")]),
        ..filter(
            &STUDENT,
            compare(path(&STUDENT, "age"), Comparison::GreaterOrEqual, 18),
        )
    };
    golden(
        "in_select",
        "Membership, student in (Student, age >= 18; id), role = \"head\"",
        &Select {
            conditions: vec![
                Condition::InSelect(path(&MEMBERSHIP, "student"), Box::new(adults.clone())),
                equals(path(&MEMBERSHIP, "role"), "head"),
            ],
            ..all(&MEMBERSHIP)
        },
    );
    golden(
        "in_select_across_a_relation",
        "Course, students.id in (Student, age >= 18; id)",
        &filter(
            &COURSE,
            Condition::InSelect(path(&COURSE, "students.id"), Box::new(adults.clone())),
        ),
    );
    golden(
        "in_select_of_the_same_table",
        "Student, id in (Student, age >= 18; id)",
        &filter(
            &STUDENT,
            Condition::InSelect(path(&STUDENT, "id"), Box::new(adults)),
        ),
    );
}
