//! Aggregates, arithmetic and raw text: as columns, conditions, orders and assignments.

use throughline_core::{ColumnType, ModelDef};
use throughline_sql::plan::{
    Aggregate, Arithmetic, Assignment, Comparison, Condition, Function, Operand, Output, Raw,
    Select, Update,
};

use crate::golden::golden;
use crate::school::*;

/// A function of the values at the end of the path.
fn number(function: Function, model: &'static ModelDef, words: &str) -> Aggregate {
    let Operand::Column(path) = path(model, words) else {
        panic!("a path is a column");
    };
    Aggregate {
        function,
        distinct: false,
        start: 0,
        relations: path.relations,
        value: throughline_sql::plan::FieldPath::own(path.field).into(),
        conditions: Vec::new(),
    }
}

fn operand(aggregate: Aggregate) -> Operand {
    Operand::Aggregate(Box::new(aggregate))
}

fn columns(model: &'static ModelDef, columns: Vec<Operand>) -> Select {
    Select {
        output: Output::Columns(columns),
        ..all(model)
    }
}

fn numbers(model: &'static ModelDef, numbers: Vec<Aggregate>) -> Select {
    Select {
        output: Output::Aggregates(numbers),
        ..all(model)
    }
}

fn value(value: i64) -> Operand {
    Operand::Value(throughline_core::Value::Int(value))
}

fn computed(left: Operand, arithmetic: Arithmetic, right: Operand) -> Operand {
    Operand::Arithmetic(Box::new(left), arithmetic, Box::new(right))
}

#[test]
fn numbers_of_related_rows() {
    let students = || operand(number(Function::Count, &COURSE, "students.id"));
    golden(
        "count_of_links",
        "Course.title, count of students",
        &columns(&COURSE, vec![path(&COURSE, "title"), students()]),
    );
    golden(
        "count_selected_and_ordered_by",
        "Course.title, count of students, ordered by it downwards, ten of them: made once",
        &Select {
            order: vec![descending(students()), ascending(path(&COURSE, "id"))],
            limit: Some(10),
            ..columns(&COURSE, vec![path(&COURSE, "title"), students()])
        },
    );
    golden(
        "count_filtered_by_and_ordered_by",
        "Course, count of students >= 2, ordered by it downwards: made once",
        &Select {
            order: vec![descending(students())],
            ..filter(
                &COURSE,
                Condition::Compare(students(), Comparison::GreaterOrEqual, value(2)),
            )
        },
    );
    let ages = |function| operand(number(function, &COURSE, "students.age"));
    golden(
        "sum_avg_min_max",
        "Course, sum, mean, smallest and greatest of students.age: each a query of its own",
        &columns(
            &COURSE,
            vec![
                ages(Function::Sum),
                ages(Function::Avg),
                ages(Function::Min),
                ages(Function::Max),
            ],
        ),
    );
    golden(
        "count_of_a_foreign_key",
        "Teacher, count of course_set, in order of it",
        &Select {
            order: vec![ascending(operand(number(
                Function::Count,
                &TEACHER,
                "course_set.id",
            )))],
            ..all(&TEACHER)
        },
    );
    golden(
        "count_behind_a_foreign_key",
        "Grade.mark, count of course.students",
        &columns(
            &GRADE,
            vec![
                path(&GRADE, "mark"),
                operand(number(Function::Count, &GRADE, "course.students.id")),
            ],
        ),
    );
    golden(
        "count_over_two_relations",
        "Teacher, count of course_set.students: once for each way",
        &columns(
            &TEACHER,
            vec![operand(number(
                Function::Count,
                &TEACHER,
                "course_set.students.id",
            ))],
        ),
    );
}

#[test]
fn numbers_of_few_rows() {
    let teachers = || operand(number(Function::Count, &TEACHER, "course_set.students.id"));
    golden(
        "count_of_chosen_rows",
        "Teacher called Eve, count of course_set.students: asked for each row",
        &Select {
            output: Output::Columns(vec![path(&TEACHER, "name"), teachers()]),
            ..filter(&TEACHER, equals(path(&TEACHER, "name"), "Eve"))
        },
    );
    golden(
        "count_of_a_page",
        "Grade.mark, sum of course.students.age aged 20, ten by mark: asked for each row",
        &Select {
            order: vec![ascending(path(&GRADE, "mark"))],
            limit: Some(10),
            ..columns(
                &GRADE,
                vec![
                    path(&GRADE, "mark"),
                    operand(Aggregate {
                        conditions: vec![Condition::Compare(
                            path(&STUDENT, "age"),
                            Comparison::Equal,
                            value(20),
                        )],
                        ..number(Function::Sum, &GRADE, "course.students.age")
                    }),
                ],
            )
        },
    );
    golden(
        "count_of_a_page_by_number",
        "Teacher, count of course_set.students, the ten with most: grouped once",
        &Select {
            order: vec![descending(teachers())],
            limit: Some(10),
            ..columns(&TEACHER, vec![path(&TEACHER, "name"), teachers()])
        },
    );
}

#[test]
fn distinct_and_filtered_numbers() {
    golden(
        "count_distinct",
        "Teacher, count of different course_set.students.name",
        &columns(
            &TEACHER,
            vec![operand(Aggregate {
                distinct: true,
                ..number(Function::Count, &TEACHER, "course_set.students.name")
            })],
        ),
    );
    golden(
        "sum_distinct",
        "Course, sum of different students.age",
        &columns(
            &COURSE,
            vec![operand(Aggregate {
                distinct: true,
                ..number(Function::Sum, &COURSE, "students.age")
            })],
        ),
    );
    golden(
        "count_filtered",
        "Course, count of students called Ann",
        &columns(
            &COURSE,
            vec![operand(Aggregate {
                conditions: vec![equals(path(&STUDENT, "name"), "Ann")],
                ..number(Function::Count, &COURSE, "students.id")
            })],
        ),
    );
    golden(
        "count_filtered_across_a_relation",
        "Course, count of students in a club called Chess",
        &columns(
            &COURSE,
            vec![operand(Aggregate {
                conditions: vec![equals(path(&STUDENT, "clubs.name"), "Chess")],
                ..number(Function::Count, &COURSE, "students.id")
            })],
        ),
    );
    golden(
        "count_within_some",
        "Club, some of members: count of course_set = 2",
        &filter(
            &CLUB,
            Condition::Some(
                vec![relation(&CLUB, "members")].into(),
                Box::new(Condition::Compare(
                    operand(number(Function::Count, &STUDENT, "course_set.id")),
                    Comparison::Equal,
                    value(2),
                )),
            ),
        ),
    );
}

#[test]
fn numbers_of_all_rows() {
    golden(
        "numbers_of_own_columns",
        "Student, count of id, count, sum, mean and greatest of age",
        &numbers(
            &STUDENT,
            vec![
                number(Function::Count, &STUDENT, "id"),
                number(Function::Count, &STUDENT, "age"),
                number(Function::Sum, &STUDENT, "age"),
                number(Function::Avg, &STUDENT, "age"),
                number(Function::Max, &STUDENT, "age"),
            ],
        ),
    );
    golden(
        "numbers_behind_a_foreign_key",
        "Grade of course Rust, count of different student.name",
        &Select {
            conditions: vec![equals(path(&GRADE, "course.title"), "Rust")],
            ..numbers(
                &GRADE,
                vec![Aggregate {
                    distinct: true,
                    ..number(Function::Count, &GRADE, "student.name")
                }],
            )
        },
    );
}

#[test]
fn arithmetic() {
    let age = || path(&STUDENT, "age");
    golden(
        "arithmetic_compared",
        "Student, age + 1 > 21",
        &filter(
            &STUDENT,
            Condition::Compare(
                computed(age(), Arithmetic::Add, value(1)),
                Comparison::Greater,
                value(21),
            ),
        ),
    );
    golden(
        "arithmetic_selected_and_ordered_by",
        "Student, age * 2 - age, age / 2, ordered by age - 1",
        &Select {
            order: vec![ascending(computed(age(), Arithmetic::Subtract, value(1)))],
            ..columns(
                &STUDENT,
                vec![
                    computed(
                        computed(age(), Arithmetic::Multiply, value(2)),
                        Arithmetic::Subtract,
                        age(),
                    ),
                    computed(age(), Arithmetic::Divide, value(2)),
                ],
            )
        },
    );
    golden(
        "arithmetic_in_a_list",
        "Student, age + 1 in [21, 23]",
        &filter(
            &STUDENT,
            Condition::InList(
                computed(age(), Arithmetic::Add, value(1)),
                integers(&[21, 23]),
            ),
        ),
    );
    golden(
        "arithmetic_assigned",
        "Student of age 20, age = age + 1",
        &Update {
            select: filter(&STUDENT, equals(age(), 20)),
            assignments: vec![Assignment {
                field: field(&STUDENT, "age"),
                operand: computed(age(), Arithmetic::Add, value(1)),
            }],
            returning: false,
        },
    );
    golden(
        "number_assigned",
        "Student, age = count of course_set * 2",
        &Update {
            select: all(&STUDENT),
            assignments: vec![Assignment {
                field: field(&STUDENT, "age"),
                operand: computed(
                    operand(number(Function::Count, &STUDENT, "course_set.id")),
                    Arithmetic::Multiply,
                    value(2),
                ),
            }],
            returning: false,
        },
    );
}

#[test]
fn raw_text() {
    let raw = |parts: &[&'static str], operands| {
        Operand::Raw(Raw {
            parts: parts.iter().map(|&part| part.into()).collect(),
            operands,
            column_type: ColumnType::Text,
        })
    };
    golden(
        "raw_compared",
        "Student, raw upper({name}) = \"ANN\"",
        &filter(
            &STUDENT,
            equals(raw(&["upper(", ")"], vec![path(&STUDENT, "name")]), "ANN"),
        ),
    );
    golden(
        "raw_with_signs",
        "Student, raw {name} || '?$1' || {value}",
        &columns(
            &STUDENT,
            vec![raw(
                &["", " || '?$1' || ", ""],
                vec![path(&STUDENT, "name"), value(1)],
            )],
        ),
    );
    golden(
        "raw_without_operands",
        "Student, raw current_date",
        &columns(&STUDENT, vec![raw(&["current_date"], vec![])]),
    );
}
