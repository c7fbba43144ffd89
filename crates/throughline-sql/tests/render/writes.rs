//! New, changed and deleted rows of models.

use throughline_core::{FieldDef, ModelDef, Value};
use throughline_sql::plan::{
    Assignment, Condition, Delete, Insert, InsertRows, OnConflict, Operand, Select, Source, Update,
};

use crate::golden::golden;
use crate::school::*;

fn insert(model: &'static ModelDef, values: Vec<(&str, Value)>) -> Insert {
    let (fields, values): (Vec<&'static FieldDef>, Vec<_>) = values
        .into_iter()
        .map(|(name, value)| (field(model, name), value))
        .unzip();
    Insert {
        model,
        fields,
        values,
        on_conflict: None,
        counted: false,
    }
}

fn set(model: &'static ModelDef, name: &str, value: impl Into<Literal>) -> Assignment {
    Assignment {
        field: field(model, name),
        operand: Operand::Value(value.into().0),
    }
}

fn set_to(model: &'static ModelDef, name: &str, words: &str) -> Assignment {
    Assignment {
        field: field(model, name),
        operand: path(model, words),
    }
}

fn update(select: Select, assignments: Vec<Assignment>) -> Update {
    Update {
        select,
        assignments,
        returning: false,
    }
}

/// Those of the three memberships whose student is called Ann that joined last.
fn last_of_ann() -> Select {
    Select {
        order: vec![descending(path(&MEMBERSHIP, "joined"))],
        limit: Some(3),
        ..filter(
            &MEMBERSHIP,
            equals(path(&MEMBERSHIP, "student.name"), "Ann"),
        )
    }
}

#[test]
fn inserts() {
    golden(
        "insert",
        "Student { name, email: null, age }",
        &insert(
            &STUDENT,
            vec![
                ("name", text_value("Ann")),
                ("email", Value::Null),
                ("age", Value::Int(20)),
            ],
        ),
    );
    let names_and_ages = vec![("name", text_value("Ann")), ("age", Value::Int(20))];
    let mut rows = insert(&STUDENT, names_and_ages);
    rows.values.extend([text_value("Bob"), Value::Int(21)]);
    golden("insert_rows", "two Students { name, age }", &rows);
    golden("insert_default_values", "T1 { }", &insert(&T1, Vec::new()));
    golden(
        "insert_uuid_and_bytes",
        "Document { id, digest }",
        &insert(
            &DOCUMENT,
            vec![("id", uuid(1)), ("digest", Value::Bytes(vec![0, 255]))],
        ),
    );
    golden(
        "insert_on_conflict",
        "Membership { student, club, joined, role }, unless (student, club) is there",
        &Insert {
            on_conflict: Some(OnConflict::Key(MEMBERSHIP.unique[0])),
            counted: false,
            ..insert(
                &MEMBERSHIP,
                vec![
                    ("student", Value::Int(1)),
                    ("club", Value::Int(2)),
                    ("joined", date("2026-01-31")),
                    ("role", text_value("head")),
                ],
            )
        },
    );
    golden(
        "insert_on_any_conflict",
        "Student { name, age }, unless a row with the same keys is there",
        &Insert {
            on_conflict: Some(OnConflict::Any),
            counted: false,
            ..insert(
                &STUDENT,
                vec![("name", text_value("Ann")), ("age", Value::Int(20))],
            )
        },
    );
    golden(
        "insert_on_conflict_of_a_composite_key",
        "Grade { student, course, mark }, unless (student, course) is there",
        &Insert {
            on_conflict: Some(OnConflict::Key(GRADE.primary_key)),
            counted: false,
            ..insert(
                &GRADE,
                vec![
                    ("student", Value::Int(1)),
                    ("course", Value::Int(2)),
                    ("mark", Value::Int(3)),
                ],
            )
        },
    );
}

#[test]
fn updates() {
    let ann = || filter(&STUDENT, equals(path(&STUDENT, "id"), 1));
    golden(
        "update",
        "Student, id = 1; name = \"Anna\", email = null",
        &update(
            ann(),
            vec![
                set(&STUDENT, "name", "Anna"),
                set(&STUDENT, "email", Value::Null),
            ],
        ),
    );
    golden(
        "update_returning",
        "Student, id = 1; name = \"Anna\"; the rows are wanted",
        &Update {
            returning: true,
            ..update(ann(), vec![set(&STUDENT, "name", "Anna")])
        },
    );
    golden(
        "update_all",
        "Student; age = 20",
        &update(all(&STUDENT), vec![set(&STUDENT, "age", 20)]),
    );
    golden(
        "update_to_a_column",
        "Student, age < 30; credits = age, name = email",
        &update(
            filter(
                &STUDENT,
                compare(
                    path(&STUDENT, "age"),
                    throughline_sql::plan::Comparison::Less,
                    30,
                ),
            ),
            vec![
                set_to(&STUDENT, "credits", "age"),
                set_to(&STUDENT, "name", "email"),
            ],
        ),
    );
    golden(
        "update_of_a_composite_key",
        "Grade, student = 1, course = 2; mark = 3",
        &update(
            Select {
                conditions: vec![
                    equals(path(&GRADE, "student"), 1),
                    equals(path(&GRADE, "course"), 2),
                ],
                ..all(&GRADE)
            },
            vec![set(&GRADE, "mark", 3)],
        ),
    );
}

#[test]
fn rows_that_are_looked_up_by_a_list() {
    let listed = || {
        let keys = [1, 2].map(Value::Int).to_vec();
        filter(&STUDENT, Condition::InList(path(&STUDENT, "id"), keys))
    };
    golden(
        "update_in_list",
        "Student, id in [1, 2], set age to 30",
        &update(listed(), vec![set(&STUDENT, "age", 30)]),
    );
    golden(
        "delete_in_list",
        "Student, id in [1, 2], delete",
        &Delete { select: listed() },
    );
}

#[test]
fn updates_over_relations() {
    golden(
        "update_to_a_column_over_a_foreign_key",
        "Course, title = \"Rust\"; title = teacher.name",
        &update(
            filter(&COURSE, equals(path(&COURSE, "title"), "Rust")),
            vec![set_to(&COURSE, "title", "teacher.name")],
        ),
    );
    golden(
        "update_to_a_column_over_two_foreign_keys",
        "Grade; mark = course.teacher.id",
        &update(
            all(&GRADE),
            vec![set_to(&GRADE, "mark", "course.teacher.id")],
        ),
    );
    golden(
        "update_to_a_column_over_a_reverse_one_to_one",
        "Student; name = profile.motto",
        &update(
            all(&STUDENT),
            vec![set_to(&STUDENT, "name", "profile.motto")],
        ),
    );
    golden(
        "update_to_a_trimmed_column",
        "Grade; mark = course.id",
        &update(all(&GRADE), vec![set_to(&GRADE, "mark", "course.id")]),
    );
    golden(
        "update_by_a_foreign_key",
        "Course, teacher.id = 1; title = \"x\"",
        &update(
            filter(&COURSE, equals(path(&COURSE, "teacher.id"), 1)),
            vec![set(&COURSE, "title", "x")],
        ),
    );
    golden(
        "update_over_a_foreign_key",
        "Course, teacher.name = \"Eve\"; title = \"x\"",
        &update(
            filter(&COURSE, equals(path(&COURSE, "teacher.name"), "Eve")),
            vec![set(&COURSE, "title", "x")],
        ),
    );
    golden(
        "update_over_many",
        "Course, students.name = \"Ann\"; title = \"x\"",
        &update(
            filter(&COURSE, equals(path(&COURSE, "students.name"), "Ann")),
            vec![set(&COURSE, "title", "x")],
        ),
    );
    golden(
        "update_over_the_same_table",
        "Student, course_set.students.name = \"Ann\"; age = 20",
        &update(
            filter(
                &STUDENT,
                equals(path(&STUDENT, "course_set.students.name"), "Ann"),
            ),
            vec![set(&STUDENT, "age", 20)],
        ),
    );
}

#[test]
fn updates_of_part_of_a_table() {
    golden(
        "update_sliced",
        "Membership, student.name = \"Ann\"; by joined descending; at most 3; role = \"old\"",
        &update(last_of_ann(), vec![set(&MEMBERSHIP, "role", "old")]),
    );
    golden(
        "update_ordered",
        "Student, age = 20; by name; credits = 0: no order is needed",
        &update(
            Select {
                order: vec![ascending(path(&STUDENT, "name"))],
                ..filter(&STUDENT, equals(path(&STUDENT, "age"), 20))
            },
            vec![set(&STUDENT, "credits", 0)],
        ),
    );
    golden(
        "update_related",
        "Course 1 .students, age = 20; credits = 1",
        &update(
            Select {
                conditions: vec![equals(path(&STUDENT, "age"), 20)],
                ..Select::new(Source::Related(
                    relation(&COURSE, "students"),
                    Value::Int(1),
                ))
            },
            vec![set(&STUDENT, "credits", 1)],
        ),
    );
    golden(
        "update_of_a_composite_key_over_a_foreign_key",
        "Grade, course.title = \"Rust\"; mark = 1",
        &update(
            filter(&GRADE, equals(path(&GRADE, "course.title"), "Rust")),
            vec![set(&GRADE, "mark", 1)],
        ),
    );
}

#[test]
fn deletes() {
    let delete = |name: &str, words: &str, select: Select| {
        golden(name, words, &Delete { select });
    };
    delete(
        "delete",
        "Student, id = 1",
        filter(&STUDENT, equals(path(&STUDENT, "id"), 1)),
    );
    delete("delete_all", "Student", all(&STUDENT));
    delete(
        "delete_by_a_foreign_key",
        "Membership, student.id = 1",
        filter(&MEMBERSHIP, equals(path(&MEMBERSHIP, "student.id"), 1)),
    );
    delete(
        "delete_over_a_foreign_key",
        "Course, teacher.name = \"Eve\"",
        filter(&COURSE, equals(path(&COURSE, "teacher.name"), "Eve")),
    );
    delete(
        "delete_over_many",
        "Course, students.name = \"Ann\"",
        filter(&COURSE, equals(path(&COURSE, "students.name"), "Ann")),
    );
    delete(
        "delete_over_the_same_table",
        "Student, course_set.students.name = \"Ann\"",
        filter(
            &STUDENT,
            equals(path(&STUDENT, "course_set.students.name"), "Ann"),
        ),
    );
    delete(
        "delete_sliced",
        "Membership, student.name = \"Ann\"; by joined descending; at most 3",
        last_of_ann(),
    );
    delete(
        "delete_related",
        "Course 1 .students, all of them",
        Select::new(Source::Related(
            relation(&COURSE, "students"),
            Value::Int(1),
        )),
    );
    delete(
        "delete_related_by_foreign_key",
        "Student 1 .membership_set",
        Select::new(Source::Related(
            relation(&STUDENT, "membership_set"),
            Value::Int(1),
        )),
    );
    delete(
        "delete_of_a_composite_key",
        "Grade, course.title = \"Rust\"; by mark; at most 3",
        Select {
            order: vec![ascending(path(&GRADE, "mark"))],
            limit: Some(3),
            ..filter(&GRADE, equals(path(&GRADE, "course.title"), "Rust"))
        },
    );
}

#[test]
fn rows_as_a_parameter_for_each_field() {
    let fields = ["student", "club", "joined"];
    let rows = InsertRows {
        model: &MEMBERSHIP,
        fields: fields.map(|name| field(&MEMBERSHIP, name)).to_vec(),
        rows: vec![
            vec![Value::Int(1), Value::Int(2), date("2026-01-31")],
            vec![Value::Int(3), Value::Int(2), date("2026-02-01")],
        ]
        .into_iter()
        .collect(),
        on_conflict: None,
        counted: false,
    };
    golden("insert_rows_as_a_parameter", "two memberships", &rows);
    let counted = InsertRows {
        counted: true,
        ..rows.clone()
    };
    golden("insert_rows_counted", "the same, not wanted back", &counted);
    let ignoring = InsertRows {
        on_conflict: Some(OnConflict::Any),
        counted: false,
        ..rows
    };
    golden(
        "insert_rows_ignoring",
        "the same, if they are new",
        &ignoring,
    );
}
