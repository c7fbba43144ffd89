use throughline_core::ColumnType;

use super::*;
use crate::fixtures::*;
use crate::state::{Content, FieldKind};

macro_rules! assert_golden {
    ($golden:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($golden) })
    };
}

#[test]
fn every_kind_of_field_and_relation() {
    let mut state = school();
    let mut profile = model(
        "Profile",
        [
            foreign_key("student", "Student"),
            null(foreign_key("mentor", "Student")),
        ],
    );
    profile.unique.push(list(&["student"]));
    profile.fields.push(null(plain("born", ColumnType::Date)));
    profile
        .fields
        .push(with(plain("paid", ColumnType::Decimal), |column| {
            if let Content::Plain(plain) = &mut column.content {
                plain.digits = Some((10, 2));
            }
        }));
    state.add_model(profile).unwrap();
    let mut friends = many_to_many("Student", "friends", "Student");
    if let FieldKind::ManyToMany(relation) = &mut friends.kind {
        relation.symmetrical = true;
        if let Links::JoinTable { surrogate_id, .. } = &mut relation.links {
            *surrogate_id = true;
        }
    }
    state.add_field("Student", friends).unwrap();
    assert_golden!(mermaid(&state).unwrap());
}

/// Names that mean something to Mermaid, or end what they stand in. Its parser takes the golden.
#[test]
fn names_that_mean_something_elsewhere() {
    let state = ProjectState::of([
        model(
            "class",
            [
                plain("pk", ColumnType::Int),
                plain("type", ColumnType::Text),
            ],
        ),
        model("direction TB", [foreign_key("Zürich", "class")]),
        model(
            "end \"%\\{};\n#1",
            [many_to_many("end \"%\\{};\n#1", "7 \"x\"", "class")],
        ),
        model("u", [through("to", "one", "style", ["a", "b"])]),
        model("one", []),
        model("style", [foreign_key("a", "u"), foreign_key("b", "one")]),
    ]);
    assert_golden!(mermaid(&state).unwrap());
}
