use proptest::prelude::*;
use throughline_core::ColumnType;

use super::*;
use crate::fixtures::*;
use crate::migration::Migration;
use crate::naming::suggest_name;
use crate::state::{FieldKind, Literal};

macro_rules! assert_golden {
    ($golden:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($golden) })
    };
}

fn detected(from: &ProjectState, to: &ProjectState) -> Changes {
    detect(from, to, &(), &mut crate::NoAnswers).unwrap()
}

fn descriptions(changes: &Changes) -> Vec<String> {
    changes
        .operations
        .iter()
        .map(Operation::description)
        .collect()
}

fn apply(state: &mut ProjectState, operations: &[Operation]) {
    for operation in operations {
        operation.state_forwards(state).unwrap();
    }
}

fn text(operations: Vec<Operation>) -> String {
    let name = "0001_initial".into();
    let text = crate::write(&Migration {
        name,
        operations,
        ..Migration::default()
    });
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn the_first_migration_of_the_school() {
    let changes = detected(&ProjectState::new(), &school());
    assert_eq!(
        descriptions(&changes),
        [
            "+ Create model Club",
            "+ Create model Course",
            "+ Create model Student",
            "+ Create model Membership",
            "+ Add field members to Club (many-to-many through Membership)",
            "+ Add field students to Course (many-to-many)",
        ]
    );
    assert_golden!(text(changes.operations));
}

#[test]
fn a_many_to_many_field_on_models_that_are_there() {
    let to = school();
    let mut from = to.clone();
    from.model_mut("Course").unwrap().fields.pop();
    let changes = detected(&from, &to);
    assert_eq!(
        descriptions(&changes),
        ["+ Add field students to Course (many-to-many)"]
    );
    assert_eq!(suggest_name(&changes.operations), "course_students");
}

#[test]
fn nothing_has_changed() {
    let mut to = school();
    // The order of fields says nothing.
    to.model_mut("Membership").unwrap().fields.reverse();
    assert_eq!(detected(&school(), &to), Changes::default());
}

#[test]
fn the_order_of_a_keys_fields_counts() {
    // An index over (student, club) finds the clubs of a student, not the students of a club.
    let mut to = school();
    to.model_mut("Membership").unwrap().unique[0].reverse();
    assert_eq!(
        descriptions(&detected(&school(), &to)),
        [
            "- Remove unique key (student, club) from Membership",
            "+ Add unique key (club, student) to Membership",
        ]
    );
}

#[test]
fn models_that_point_to_each_other() {
    let mut room = model("Room", [foreign_key("course", "Course")]);
    room.unique.push(list(&["course"]));
    room.indexes.push(list(&["id", "course"]));
    let to = ProjectState::of([
        model(
            "Course",
            [
                null(foreign_key("room", "Room")),
                foreign_key("parent", "Course"),
            ],
        ),
        room.clone(),
        model("Apple", [foreign_key("course", "Course")]),
    ]);
    let changes = detected(&ProjectState::new(), &to);
    // The nullable one waits. A foreign key to the own model does not have to.
    assert_eq!(
        descriptions(&changes),
        [
            "+ Create model Course",
            "+ Create model Apple",
            "+ Create model Room",
            "+ Add field room to Course (foreign key to Room)",
        ]
    );
    // Where none is nullable, keys and indexes over the field wait with it.
    let to = ProjectState::of([model("Sofa", [foreign_key("room", "Room")]), {
        let mut room = room;
        room.fields[1] = foreign_key("course", "Sofa");
        room
    }]);
    let changes = detected(&ProjectState::new(), &to);
    assert_eq!(
        descriptions(&changes),
        [
            "+ Create model Room",
            "+ Create model Sofa",
            "+ Add field course to Room (foreign key to Sofa)",
            "+ Add unique key (course) to Room",
            "+ Add index (id, course) to Room",
        ]
    );
    assert!(
        changes.questions.is_empty(),
        "a new table has no rows to fill"
    );
}

#[test]
fn primary_keys_in_a_circle_are_an_error() {
    let mut one = model("One", [foreign_key("two", "Two")]);
    one.primary_key = list(&["two"]);
    let mut two = model("Two", [foreign_key("one", "One")]);
    two.primary_key = list(&["one"]);
    let error = detect(
        &ProjectState::new(),
        &ProjectState::of([one, two]),
        &(),
        &mut crate::NoAnswers,
    )
    .unwrap_err();
    assert!(error.to_string().contains("circle"), "{error}");
}

#[test]
fn a_column_that_takes_no_null_needs_an_answer() {
    let from = ProjectState::of([model("Student", [])]);
    let with_default = with(plain("points", ColumnType::Int), |column| {
        column.db_default = Some(Literal::Integer(0));
    });
    let to = ProjectState::of([
        model(
            "Student",
            [
                plain("age", ColumnType::Int),
                null(plain("born", ColumnType::Date)),
                with_default,
                foreign_key("club", "Club"),
            ],
        ),
        model("Club", []),
    ]);
    let changes = detected(&from, &to);
    let question = |field: &str| Question::Fill {
        model: "Student".into(),
        field: field.into(),
    };
    assert_eq!(changes.questions, [question("age"), question("club")]);

    let changes = detect(&from, &to, &FillAll(&to), &mut crate::NoAnswers).unwrap();
    assert!(changes.questions.is_empty());
    assert_eq!(
        suggest_name(&changes.operations),
        "club_student_age_student_born_student_points_and_more"
    );
    assert_golden!(text(changes.operations));
}

/// Django adds a column again with its default, whether it takes null or not.
#[test]
fn a_column_comes_back_with_its_former_default() {
    struct Former;

    impl Fills for Former {
        fn fill(&self, _: &str, _: &str) -> Result<Option<Literal>> {
            Ok(None)
        }

        fn former(&self, _: &str, field: &str) -> Result<Option<Literal>> {
            Ok((field != "note").then_some(Literal::Integer(7)))
        }
    }

    let columns = [
        plain("age", ColumnType::Int),
        null(plain("size", ColumnType::Int)),
        null(plain("note", ColumnType::Int)),
    ];
    let from = ProjectState::of([model("Room", columns)]);
    let to = ProjectState::of([model("Room", [])]);
    let changes = detect(&from, &to, &Former, &mut crate::NoAnswers).unwrap();
    let fills = changes.operations.iter().map(|operation| match operation {
        Operation::RemoveField(removed) => (removed.field.as_str(), removed.fill_back.clone()),
        other => panic!("{other:?}"),
    });
    let seven = Some(Literal::Integer(7));
    assert_eq!(
        fills.collect::<Vec<_>>(),
        [("age", seven.clone()), ("size", seven), ("note", None)]
    );
}

#[test]
fn nulls_become_the_default_of_the_database_on_the_way_back() {
    let mut grade = plain("grade", ColumnType::Int);
    if let FieldKind::Column(column) = &mut grade.kind {
        column.db_default = Some(Literal::Integer(3));
    }
    let from = ProjectState::of([model("Room", [grade.clone()])]);
    let to = ProjectState::of([model("Room", [null(grade)])]);
    let [Operation::AlterField(altered)] = &detected(&from, &to).operations[..] else {
        panic!("one operation")
    };
    assert_eq!(altered.fill_back, Some(Literal::Integer(3)));
}

#[test]
fn a_unique_column_is_not_filled_with_one_value() {
    let from = ProjectState::of([model("Student", [])]);
    let mut student = model("Student", [null(plain("code", ColumnType::Text))]);
    student.unique.push(list(&["code"]));
    let to = ProjectState::of([student]);
    let changes = detect(&from, &to, &FillAll(&to), &mut crate::NoAnswers).unwrap();
    assert_eq!(
        descriptions(&changes),
        [
            "+ Add field code to Student",
            "+ Add unique key (code) to Student",
        ]
    );
    let Operation::AddField(field) = &changes.operations[0] else {
        panic!()
    };
    assert_eq!(field.fill, None);
}

#[test]
fn new_keys_and_indexes_of_a_model_that_is_there() {
    let mut to = school();
    to.model_mut("Student")
        .unwrap()
        .indexes
        .push(list(&["name"]));
    to.model_mut("Course")
        .unwrap()
        .unique
        .push(list(&["title"]));
    let changes = detected(&school(), &to);
    assert_eq!(
        descriptions(&changes),
        [
            "+ Add unique key (title) to Course",
            "+ Add index (name) to Student"
        ]
    );
    assert_eq!(
        suggest_name(&changes.operations),
        "course_title_unique_student_name_index"
    );
}

#[test]
fn two_tables_of_one_name_are_an_error() {
    let mut other = model("Pupil", []);
    other.table = "Course_Students".into();
    let mut to = school();
    to.add_model(other).unwrap();
    let error = detect(&ProjectState::new(), &to, &(), &mut crate::NoAnswers).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Course_Students` would be made by `Course.students` and by `Pupil`"
    );
}

#[test]
fn nothing_can_point_to_a_key_of_several_fields() {
    let mut to = school();
    to.model_mut("Student").unwrap().primary_key = list(&["id", "name"]);
    let error = detect(&ProjectState::new(), &to, &(), &mut crate::NoAnswers).unwrap_err();
    assert!(
        error.to_string().contains("key of several fields"),
        "{error}"
    );
}

proptest! {
    /// From nothing, or from any point on the way, the operations lead to the new state, and
    /// then there is nothing left to do.
    #[test]
    fn the_operations_lead_to_the_state(to in any_project(), part in 0.0..1.0_f64) {
        let all = detected(&ProjectState::new(), &to).operations;
        let mut state = ProjectState::new();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
        let count = (all.len() as f64 * part) as usize;
        apply(&mut state, &all[..count]);
        let rest = detect(&state, &to, &FillAll(&to), &mut crate::NoAnswers).unwrap();
        prop_assert!(rest.questions.is_empty());
        apply(&mut state, &rest.operations);
        prop_assert_eq!(detected(&state, &to), Changes::default());
    }
}
