use throughline_core::{
    AutoNow, CheckCondition, CheckDef, ColumnType, ForeignKeyDef, Literal as Declared, OnDelete,
    RelationKind, Value,
};

use super::*;
use crate::fixtures::*;

const ID: FieldDef = FieldDef {
    key_source: KeySource::Database,
    ..FieldDef::new("id", "id", ColumnType::BigInt)
};

const STUDENT: ModelDef = ModelDef {
    name: "Student",
    module: "school",
    table: "student",
    fields: &[
        ID,
        FieldDef {
            max_length: Some(100),
            ..FieldDef::new("name", "name", ColumnType::Text)
        },
        FieldDef {
            default: Some(|| Value::Int(18)),
            ..FieldDef::new("age", "age", ColumnType::Int)
        },
        FieldDef {
            nullable: true,
            ..FieldDef::new("born", "born", ColumnType::Date)
        },
        FieldDef {
            auto_now: AutoNow::OnCreate,
            ..FieldDef::new("made", "made", ColumnType::Date)
        },
        FieldDef {
            default: Some(|| Value::Float(f64::NAN)),
            ..FieldDef::new("score", "score", ColumnType::Float)
        },
    ],
    primary_key: &[0],
    relations: &[],
    unique: &[&[1]],
    indexes: &[],
    checks: &[],
    ordering: &[],
};

const COURSE: ModelDef = ModelDef {
    name: "Course",
    table: "course",
    fields: &[
        ID,
        FieldDef {
            references: Some(ForeignKeyDef {
                target: || &STUDENT,
                on_delete: OnDelete::SetNull,
            }),
            nullable: true,
            ..FieldDef::new("tutor", "tutor_id", ColumnType::BigInt)
        },
        FieldDef {
            db_default: Some(Declared::Text("2026-01-31")),
            ..FieldDef::new("from", "from", ColumnType::Date)
        },
    ],
    relations: &[
        RelationDef {
            name: "tutor",
            source: || &COURSE,
            target: || &STUDENT,
            related_name: Some("tutored"),
            kind: RelationKind::ForeignKey(1),
        },
        RelationDef {
            name: "students",
            source: || &COURSE,
            target: || &STUDENT,
            related_name: Some("course_set"),
            kind: RelationKind::ManyToMany(JoinDef::Table {
                table: "course_students",
                source_column: "course_id",
                target_column: "student_id",
            }),
        },
    ],
    unique: &[],
    ..STUDENT
};

#[test]
fn the_state_is_what_the_declarations_say() {
    let registry = Registry::new([&STUDENT, &COURSE]);
    let state = ProjectState::from_registry(&registry).unwrap();
    let mut student = model(
        "Student",
        [
            char("name", 100),
            plain("age", ColumnType::Int),
            null(plain("born", ColumnType::Date)),
            plain("made", ColumnType::Date),
            plain("score", ColumnType::Float),
        ],
    );
    student.unique.push(list(&["name"]));
    let tutor = with(null(foreign_key("tutor", "Student")), |column| {
        column.content = Content::ForeignKey {
            to: "Student".into(),
            on_delete: OnDelete::SetNull,
        };
    });
    let from = with(plain("from", ColumnType::Date), |column| {
        column.db_default = Some(Literal::Text("2026-01-31".into()));
    });
    let students = many_to_many("Course", "students", "Student");
    let expected = ProjectState::of([student, model("Course", [tutor, from, students])]);
    assert_eq!(state, expected);
}

#[test]
fn a_fill_is_what_a_new_row_would_get() {
    let registry = Registry::new([&STUDENT]);
    let fill = |field: &str| registry.fill("Student", field);
    assert_eq!(fill("age").unwrap(), Some(Literal::Integer(18)));
    assert_eq!(fill("born").unwrap(), None);
    assert_eq!(fill("name").unwrap(), None);
    let Some(Literal::Text(made)) = fill("made").unwrap() else {
        panic!("a date")
    };
    assert!(made.parse::<jiff::civil::Date>().is_ok());
    assert!(
        fill("score")
            .unwrap_err()
            .to_string()
            .contains("Student.score")
    );
}

#[test]
fn a_default_of_the_database_fills_the_rows_itself() {
    const GRADED: ModelDef = ModelDef {
        fields: &[FieldDef {
            default: Some(|| Value::Int(18)),
            db_default: Some(Declared::Int(0)),
            ..FieldDef::new("grade", "grade", ColumnType::Int)
        }],
        unique: &[],
        checks: &[],
        ..STUDENT
    };
    let registry = Registry::new([&GRADED]);
    assert_eq!(registry.fill("Student", "grade").unwrap(), None);
}

#[test]
fn every_fault_of_the_models_is_named() {
    const OTHER: ModelDef = ModelDef {
        module: "other",
        ..STUDENT
    };
    const WRONG: ModelDef = ModelDef {
        name: "Wrong",
        fields: &[FieldDef {
            db_default: Some(Declared::Text("today")),
            ..FieldDef::new("day", "day", ColumnType::Date)
        }],
        unique: &[],
        checks: &[CheckDef {
            name: "late",
            condition: CheckCondition::Not(&CheckCondition::In(0, &[Declared::Int(1)])),
        }],
        ..STUDENT
    };
    let registry = Registry::new([&COURSE, &STUDENT, &OTHER, &WRONG]);
    let error = ProjectState::from_registry(&registry).unwrap_err();
    assert_eq!(
        error.to_string(),
        "3 faults in the models\n  \
         two models have the name `Student`: in `other` and in `school`\n  \
         the `db_default` of `Wrong.day` is no value of its type\n  \
         the check `late` of `Wrong` compares `day` with no value of its type"
    );
    let registry = Registry::new([&COURSE]);
    let error = ProjectState::from_registry(&registry).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 faults in the models\n  \
         `Course.tutor` points to `Student`, which is not registered\n  \
         `Course.students` points to `Student`, which is not registered"
    );
}
