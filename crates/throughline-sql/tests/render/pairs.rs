//! Links as pairs of keys: of many owners at once, and of symmetrical relations.

use throughline_core::{Relation, Value};
use throughline_sql::dialect::POSTGRES;
use throughline_sql::plan::{
    Condition, FieldPath, LinkClear, LinkDelete, LinkDiff, LinkInsert, MirrorDelete, Output,
    PairDelete, PairInsert, PairUpdate, Select, Source, Targets,
};
use throughline_sql::render;

use crate::golden::{assert_placeholders, golden};
use crate::school::*;

fn pairs() -> Vec<Vec<Value>> {
    vec![integers(&[1, 2]), integers(&[1, 3])]
}

#[test]
fn new_pairs() {
    golden(
        "pair_insert",
        "Course.students, link [(1, 2), (1, 3)]",
        &PairInsert {
            relation: relation(&COURSE, "students"),
            rows: pairs().into_iter().collect(),
            row_fields: Vec::new(),
            shared_fields: Vec::new(),
            shared: Vec::new(),
            counted: false,
        },
    );
    golden(
        "pair_insert_row_and_shared_fields",
        "Club.members, link [(1, 2, joined)] with role",
        &PairInsert {
            relation: relation(&CLUB, "members"),
            rows: vec![vec![Value::Int(1), Value::Int(2), date("2026-01-31")]]
                .into_iter()
                .collect(),
            row_fields: vec![field(&MEMBERSHIP, "joined")],
            shared_fields: vec![field(&MEMBERSHIP, "role")],
            shared: vec![text_value("head")],
            counted: false,
        },
    );
    golden(
        "pair_insert_uuids",
        "Student.documents, link [(1, …2)]",
        &PairInsert {
            relation: relation(&STUDENT, "documents"),
            rows: vec![vec![Value::Int(1), uuid(2)]].into_iter().collect(),
            row_fields: Vec::new(),
            shared_fields: Vec::new(),
            shared: Vec::new(),
            counted: false,
        },
    );
    golden(
        "pair_insert_with_duplicates",
        "Club.visitors, link [(1, 2), (1, 3)] with day",
        &PairInsert {
            relation: relation(&CLUB, "visitors"),
            rows: pairs().into_iter().collect(),
            row_fields: Vec::new(),
            shared_fields: vec![field(&VISIT, "day")],
            shared: vec![date("2026-01-31")],
            counted: false,
        },
    );
    golden(
        "pair_insert_counted",
        "Course.students, link [(1, 2), (1, 3)], how many are new",
        &PairInsert {
            relation: relation(&COURSE, "students"),
            rows: pairs().into_iter().collect(),
            row_fields: Vec::new(),
            shared_fields: Vec::new(),
            shared: Vec::new(),
            counted: true,
        },
    );
}

#[test]
fn pairs_that_go() {
    golden(
        "pair_delete",
        "Course.students, unlink [(1, 2), (1, 3)]",
        &PairDelete {
            relation: relation(&COURSE, "students"),
            rows: pairs().into_iter().collect(),
            counted: false,
        },
    );
    golden(
        "pair_delete_counted",
        "Course.students, unlink [(1, 2), (1, 3)] and count",
        &PairDelete {
            relation: relation(&COURSE, "students"),
            rows: pairs().into_iter().collect(),
            counted: true,
        },
    );
    golden(
        "pair_delete_uuids",
        "Document.readers, unlink [(…1, 2)]",
        &PairDelete {
            relation: relation(&DOCUMENT, "readers"),
            rows: vec![vec![uuid(1), Value::Int(2)]].into_iter().collect(),
            counted: false,
        },
    );
    let friends = |name: &str, words: &str, targets: Targets| {
        let plan = MirrorDelete(LinkDelete {
            relation: relation(&PERSON, "friends"),
            owner: Value::Int(1),
            targets,
        });
        golden(name, words, &plan);
    };
    friends(
        "mirror_delete_all",
        "Person 1 .friends, clear, both ways",
        Targets::All,
    );
    friends(
        "mirror_delete_in",
        "Person 1 .friends, remove [2, 3], both ways",
        Targets::In(integers(&[2, 3])),
    );
    friends(
        "mirror_delete_not_in",
        "Person 1 .friends, remove all but [2], both ways",
        Targets::NotIn(integers(&[2])),
    );
}

#[test]
fn links_of_rows_that_a_query_finds() {
    let clear = |name: &str, words: &str, relation: Relation, conditions: Vec<Condition>| {
        let key = FieldPath::own(relation.near().key);
        let mut owners = Select::new(Source::Model(relation.near().model));
        owners.output = Output::Columns(vec![key.into()]);
        owners.conditions = conditions;
        let counted = !relation.is_symmetrical();
        let plan = LinkClear {
            relation,
            owners,
            counted,
        };
        golden(name, words, &plan);
    };
    let students = relation(&COURSE, "students");
    clear(
        "link_clear_all",
        "Course.students, clear all",
        students,
        Vec::new(),
    );
    let keys = Condition::InList(FieldPath::own(COURSE.key()).into(), integers(&[1, 2]));
    clear(
        "link_clear_by_key",
        "Course.students, clear where id in [1, 2]",
        students,
        vec![keys],
    );
    let title = equals(FieldPath::own(field(&COURSE, "title")).into(), "Rust");
    clear(
        "link_clear_by_column",
        "Course.students, clear where title = \"Rust\"",
        students,
        vec![title],
    );
    let friends = relation(&PERSON, "friends");
    let name = equals(FieldPath::own(field(&PERSON, "name")).into(), "Ann");
    clear(
        "link_clear_symmetrical",
        "Person.friends, clear where name = \"Ann\", both ways",
        friends,
        vec![name],
    );
    let key = equals(FieldPath::own(PERSON.key()).into(), 1);
    clear(
        "link_clear_symmetrical_by_key",
        "Person.friends, clear where id = 1, both ways",
        friends,
        vec![key],
    );
    clear(
        "link_clear_symmetrical_all",
        "Person.friends, clear all",
        friends,
        Vec::new(),
    );
}

#[test]
fn pairs_that_change() {
    golden(
        "pair_update",
        "Club.members, [(1, 2), (1, 3)]; role = \"head\", joined, where the role differs",
        &PairUpdate {
            relation: relation(&CLUB, "members"),
            rows: pairs().into_iter().collect(),
            fields: vec![field(&MEMBERSHIP, "role"), field(&MEMBERSHIP, "joined")],
            values: vec![text_value("head"), date("2026-01-31")],
            compared: 1,
        },
    );
    golden(
        "pair_update_of_a_nullable_column",
        "Club.visitors, [(1, 2), (1, 3)]; day, where it differs",
        &PairUpdate {
            relation: relation(&CLUB, "visitors"),
            rows: pairs().into_iter().collect(),
            fields: vec![field(&VISIT, "day")],
            values: vec![date("2026-01-31")],
            compared: 1,
        },
    );
}

/// For PostgreSQL alone, which writes within `WITH`.
#[test]
fn links_that_go_and_come() {
    let relation = relation(&COURSE, "students");
    let plan = LinkDiff {
        delete: LinkDelete {
            relation,
            owner: Value::Int(1),
            targets: Targets::NotIn(integers(&[2])),
        },
        insert: LinkInsert {
            relation,
            owner: Value::Int(1),
            rows: vec![integers(&[2])].into_iter().collect(),
            row_fields: Vec::new(),
            shared_fields: Vec::new(),
            shared: Vec::new(),
        },
    };
    let statement = render(&plan, &POSTGRES);
    assert_placeholders(&statement, &POSTGRES);
    insta::assert_snapshot!("link_diff", statement.sql);
}
