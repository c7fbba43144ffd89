//! Rows with others joined to them, columns in place of rows, locks, and places of nulls.

use throughline_core::ModelDef;
use throughline_sql::plan::{
    ChildOutput, Children, Condition, Each, FieldPath, Lock, Nulls, Operand, Order, Output, Select,
    Source,
};

use crate::golden::golden;
use crate::school::*;

fn each(model: &'static ModelDef, words: &str, outer: bool) -> Each {
    Each {
        start: 0,
        relations: vec![relation(model, words)],
        outer,
    }
}

/// A column of the rows that are joined first.
fn of_each(model: &'static ModelDef, words: &str) -> Operand {
    let Operand::Column(path) = path(model, words) else {
        panic!("a path is a column");
    };
    FieldPath { start: 1, ..path }.into()
}

fn columns(columns: Vec<Operand>, select: Select) -> Select {
    Select {
        output: Output::Columns(columns),
        ..select
    }
}

#[test]
fn each_related_row() {
    golden(
        "each",
        "Course with each of students: title and name, in order of name",
        &columns(
            vec![path(&COURSE, "title"), of_each(&STUDENT, "name")],
            Select {
                each: vec![each(&COURSE, "students", false)],
                order: vec![ascending(of_each(&STUDENT, "name"))],
                ..all(&COURSE)
            },
        ),
    );
    golden(
        "each_or_none",
        "Course with each of students or none: their keys are in the links",
        &columns(
            vec![path(&COURSE, "id"), of_each(&STUDENT, "id")],
            Select {
                each: vec![each(&COURSE, "students", true)],
                ..all(&COURSE)
            },
        ),
    );
    golden(
        "each_of_a_foreign_key",
        "Teacher with each of course_set called Rust",
        &Select {
            each: vec![each(&TEACHER, "course_set", false)],
            conditions: vec![equals(of_each(&COURSE, "title"), "Rust")],
            extra: vec![of_each(&COURSE, "title")],
            ..all(&TEACHER)
        },
    );
    golden(
        "each_and_from_there",
        "Course with each of students, some club of whom is called Chess",
        &columns(
            vec![path(&COURSE, "title")],
            Select {
                each: vec![each(&COURSE, "students", false)],
                conditions: vec![equals(of_each(&STUDENT, "clubs.name"), "Chess")],
                ..all(&COURSE)
            },
        ),
    );
    golden(
        "each_of_each",
        "Teacher with each of course_set, each of the students of that",
        &columns(
            vec![
                path(&TEACHER, "name"),
                FieldPath {
                    start: 2,
                    ..FieldPath::own(field(&STUDENT, "name"))
                }
                .into(),
            ],
            Select {
                each: vec![
                    each(&TEACHER, "course_set", false),
                    Each {
                        start: 1,
                        ..each(&COURSE, "students", false)
                    },
                ],
                ..all(&TEACHER)
            },
        ),
    );
}

#[test]
fn each_row_at_the_first_of_its_places() {
    let ordered = Select {
        each: vec![each(&COURSE, "students", true)],
        order: vec![
            descending(of_each(&STUDENT, "name")),
            ascending(path(&COURSE, "id")),
        ],
        once: true,
        ..all(&COURSE)
    };
    golden(
        "once",
        "Course ordered by students.name downwards, each once, 5 from the 10th on",
        &Select {
            limit: Some(5),
            offset: Some(10),
            ..ordered.clone()
        },
    );
    golden(
        "once_counted",
        "Course joined with students, counted once each",
        &count(Select {
            order: vec![],
            ..ordered
        }),
    );
}

#[test]
fn columns_in_place_of_rows() {
    let ages = || vec![path(&STUDENT, "age")];
    let distinct = |select| Select {
        distinct: true,
        ..select
    };
    golden(
        "columns_over_foreign_keys",
        "Grade: mark, student.name, course.teacher.name",
        &columns(
            vec![
                path(&GRADE, "mark"),
                path(&GRADE, "student.name"),
                path(&GRADE, "course.teacher.name"),
            ],
            all(&GRADE),
        ),
    );
    golden(
        "distinct",
        "Student, different ages in order",
        &distinct(columns(
            ages(),
            Select {
                order: vec![ascending(path(&STUDENT, "age"))],
                ..all(&STUDENT)
            },
        )),
    );
    golden(
        "distinct_counted",
        "Student, number of different ages",
        &distinct(Select {
            output: Output::CountColumns(ages()),
            ..all(&STUDENT)
        }),
    );
    golden(
        "extra_columns",
        "Membership with the columns of its student",
        &Select {
            extra: vec![
                path(&MEMBERSHIP, "student.id"),
                path(&MEMBERSHIP, "student.name"),
            ],
            ..all(&MEMBERSHIP)
        },
    );
    golden(
        "among_a_slice",
        "Course, students.id in the ids of the 3 oldest students",
        &filter(
            &COURSE,
            Condition::InSelect(
                path(&COURSE, "students.id"),
                Box::new(columns(
                    vec![path(&STUDENT, "id")],
                    Select {
                        order: vec![descending(path(&STUDENT, "age"))],
                        limit: Some(3),
                        ..all(&STUDENT)
                    },
                )),
            ),
        ),
    );
}

#[test]
fn rows_in_groups() {
    golden(
        "groups",
        "Grade by course.title, number and mean of mark of each",
        &Select {
            group: vec![path(&GRADE, "course.title")],
            order: vec![ascending(path(&GRADE, "course.title"))],
            output: Output::Aggregates(vec![
                rows_of(&GRADE),
                throughline_sql::plan::Aggregate {
                    function: throughline_sql::plan::Function::Avg,
                    value: path(&GRADE, "mark"),
                    ..rows_of(&GRADE)
                },
            ]),
            ..all(&GRADE)
        },
    );
}

#[test]
fn locks() {
    let locked = |lock, select| Select {
        lock: Some(lock),
        ..select
    };
    golden(
        "lock_that_waits",
        "Student 1, for update",
        &locked(
            Lock::Wait,
            filter(&STUDENT, equals(path(&STUDENT, "id"), 1)),
        ),
    );
    golden(
        "lock_that_skips",
        "Grade of a teacher called Eve, the first, for update, skip locked",
        &locked(
            Lock::SkipLocked,
            Select {
                limit: Some(1),
                ..filter(&GRADE, equals(path(&GRADE, "course.teacher.name"), "Eve"))
            },
        ),
    );
    golden(
        "lock_that_fails",
        "students of course 1, for update, nowait",
        &locked(
            Lock::NoWait,
            Select::new(Source::Related(
                relation(&COURSE, "students"),
                throughline_core::Value::Int(1),
            )),
        ),
    );
    golden(
        "lock_that_lets_point",
        "Student 1, for no key update",
        &locked(
            Lock::WaitPointedTo,
            filter(&STUDENT, equals(path(&STUDENT, "id"), 1)),
        ),
    );
}

#[test]
fn places_of_nulls() {
    let by_age = |descending, nulls| Select {
        order: vec![Order {
            nulls,
            ..Order::by(path(&STUDENT, "age"), descending)
        }],
        ..all(&STUDENT)
    };
    golden(
        "nulls_upwards",
        "Student by age: nulls last",
        &by_age(false, None),
    );
    golden(
        "nulls_downwards",
        "Student by -age: nulls first",
        &by_age(true, None),
    );
    golden(
        "nulls_first",
        "Student by age, nulls first",
        &by_age(false, Some(Nulls::First)),
    );
    golden(
        "nulls_last",
        "Student by -age, nulls last",
        &by_age(true, Some(Nulls::Last)),
    );
}

#[test]
fn children_with_more() {
    let owners = || integers(&[1, 2]);
    let of = |model, words| Children::new(relation(model, words), owners());
    golden(
        "children_with_their_links",
        "Clubs 1 and 2, members of each with their memberships, 3 of each",
        &Children {
            output: ChildOutput::RowsWithLink,
            order: vec![ascending(path(&STUDENT, "name"))],
            limit: Some(3),
            ..of(&CLUB, "members")
        },
    );
    golden(
        "children_with_extra_columns",
        "Teachers 1 and 2, grades of the courses of each with the names of their students",
        &Children {
            extra: vec![path(&GRADE, "student.name")],
            ..of(&COURSE, "grade_set")
        },
    );
}
