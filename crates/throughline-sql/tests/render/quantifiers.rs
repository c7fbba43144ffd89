//! Conditions on one and the same related row, and on the number of such rows.

use throughline_core::{ModelDef, Relation};
use throughline_sql::plan::{Comparison, Condition};

use crate::golden::golden;
use crate::school::*;

/// The relations that these words name.
fn relations(model: &'static ModelDef, words: &str) -> Vec<Relation> {
    let mut at = model;
    words
        .split('.')
        .map(|word| {
            let next = relation(at, word);
            at = next.far().model;
            next
        })
        .collect()
}

fn some(model: &'static ModelDef, words: &str, condition: Condition) -> Condition {
    Condition::Some(relations(model, words).into(), Box::new(condition))
}

fn at_least(model: &'static ModelDef, words: &str, count: u64, condition: Condition) -> Condition {
    Condition::AtLeast(relations(model, words).into(), count, Box::new(condition))
}

/// Called Ann, and of age.
fn adult_ann() -> Condition {
    equals(path(&STUDENT, "name"), "Ann").and(compare(
        path(&STUDENT, "age"),
        Comparison::GreaterOrEqual,
        18,
    ))
}

#[test]
fn a_row_that_may_not_be_there() {
    golden(
        "some_row_that_is_there",
        "Student, some of course_set.teacher: not (name = \"Ann\")",
        &filter(
            &STUDENT,
            some(
                &STUDENT,
                "course_set.teacher",
                Condition::Not(Box::new(equals(path(&TEACHER, "name"), "Ann"))),
            ),
        ),
    );
}

#[test]
fn the_same_row() {
    golden(
        "some_row",
        "Course, some of students: name = \"Ann\" and age >= 18",
        &filter(&COURSE, some(&COURSE, "students", adult_ann())),
    );
    golden(
        "no_row",
        "Course, none of students: name = \"Ann\" and age >= 18",
        &filter(
            &COURSE,
            Condition::Not(Box::new(some(&COURSE, "students", adult_ann()))),
        ),
    );
    golden(
        "some_row_by_its_key",
        "Course, some of students: id in [1, 2]",
        &filter(
            &COURSE,
            some(
                &COURSE,
                "students",
                Condition::InList(path(&STUDENT, "id"), integers(&[1, 2])),
            ),
        ),
    );
    golden(
        "some_row_of_a_through_model",
        "Club, some of membership_set: role = \"head\" and student.name = \"Ann\"",
        &filter(
            &CLUB,
            some(
                &CLUB,
                "membership_set",
                equals(path(&MEMBERSHIP, "role"), "head")
                    .and(equals(path(&MEMBERSHIP, "student.name"), "Ann")),
            ),
        ),
    );
    golden(
        "some_row_within_some_row",
        "Club, some of members: name = \"Ann\" and some of course_set: title = teacher.name",
        &filter(
            &CLUB,
            some(
                &CLUB,
                "members",
                equals(path(&STUDENT, "name"), "Ann").and(some(
                    &STUDENT,
                    "course_set",
                    Condition::Compare(
                        path(&COURSE, "title"),
                        Comparison::Equal,
                        path(&COURSE, "teacher.name"),
                    ),
                )),
            ),
        ),
    );
    golden(
        "some_row_behind_foreign_keys",
        "Grade, some of course.students.profile: motto = \"x\" and student.age = 20",
        &filter(
            &GRADE,
            some(
                &GRADE,
                "course.students.profile",
                equals(path(&PROFILE, "motto"), "x").and(equals(path(&PROFILE, "student.age"), 20)),
            ),
        ),
    );
}

#[test]
fn so_many_rows() {
    golden(
        "at_least",
        "Course, at least 2 of students: id in [1, 2, 3]",
        &filter(
            &COURSE,
            at_least(
                &COURSE,
                "students",
                2,
                Condition::InList(path(&STUDENT, "id"), integers(&[1, 2, 3])),
            ),
        ),
    );
    golden(
        "at_least_with_duplicates",
        "Club, at least 2 of visitors: age >= 18; each student once",
        &filter(
            &CLUB,
            at_least(
                &CLUB,
                "visitors",
                2,
                compare(path(&STUDENT, "age"), Comparison::GreaterOrEqual, 18),
            ),
        ),
    );
    golden(
        "at_least_over_two_relations",
        "Teacher, some course with at least 2 of its students: name = \"Ann\" and age >= 18",
        &filter(
            &TEACHER,
            at_least(&TEACHER, "course_set.students", 2, adult_ann()),
        ),
    );
    golden(
        "at_least_over_a_foreign_key_in_reverse",
        "Student, at least 2 of membership_set: role = \"head\"; name = \"Ann\"",
        &filter(
            &STUDENT,
            at_least(
                &STUDENT,
                "membership_set",
                2,
                equals(path(&MEMBERSHIP, "role"), "head"),
            )
            .and(equals(path(&STUDENT, "name"), "Ann")),
        ),
    );
}
