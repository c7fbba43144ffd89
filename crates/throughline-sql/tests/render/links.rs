//! The statements of related managers: the join table alone.

use throughline_core::{ModelDef, Relation, Value};
use throughline_sql::plan::{LinkCount, LinkDelete, LinkInsert, LinkKeys, Targets};

use crate::golden::golden;
use crate::school::*;

fn link_insert(relation: Relation, rows: Vec<Vec<Value>>) -> LinkInsert {
    LinkInsert {
        relation,
        owner: owner(relation),
        rows: rows.into_iter().collect(),
        row_fields: Vec::new(),
        shared_fields: Vec::new(),
        shared: Vec::new(),
    }
}

/// A key of the near end.
fn owner(relation: Relation) -> Value {
    if relation.near().model == &DOCUMENT {
        uuid(1)
    } else {
        Value::Int(1)
    }
}

fn keys(keys: impl IntoIterator<Item = Value>) -> Vec<Vec<Value>> {
    keys.into_iter().map(|key| vec![key]).collect()
}

#[test]
fn new_links_of_a_simple_relation() {
    let insert = |name: &str, words: &str, model: &'static ModelDef, end: &str, rows| {
        golden(name, words, &link_insert(relation(model, end), rows));
    };
    insert(
        "link_insert",
        "Course 1 .students, add [2, 3]",
        &COURSE,
        "students",
        keys(integers(&[2, 3])),
    );
    insert(
        "link_insert_reverse",
        "Student 1 .course_set, add [2, 3]",
        &STUDENT,
        "course_set",
        keys(integers(&[2, 3])),
    );
    insert(
        "link_insert_self",
        "Person 1 .followers, add [2]",
        &PERSON,
        "followers",
        keys(integers(&[2])),
    );
    insert(
        "link_insert_uuid_owner",
        "Document …1 .readers, add [2]",
        &DOCUMENT,
        "readers",
        keys(integers(&[2])),
    );
    insert(
        "link_insert_uuid_targets",
        "Student 1 .documents, add […2, …3]",
        &STUDENT,
        "documents",
        keys([uuid(2), uuid(3)]),
    );
}

#[test]
fn new_links_with_columns_of_their_own() {
    golden(
        "link_insert_shared",
        "Club 1 .members, add [2, 3] with joined, role",
        &LinkInsert {
            shared_fields: vec![field(&MEMBERSHIP, "joined"), field(&MEMBERSHIP, "role")],
            shared: vec![date("2026-01-31"), text_value("head")],
            ..link_insert(relation(&CLUB, "members"), keys(integers(&[2, 3])))
        },
    );
    golden(
        "link_insert_row_fields",
        "Student 1 .clubs, add [(2, joined, role), (3, joined, role)]",
        &LinkInsert {
            row_fields: vec![field(&MEMBERSHIP, "joined"), field(&MEMBERSHIP, "role")],
            ..link_insert(
                relation(&STUDENT, "clubs"),
                vec![
                    vec![Value::Int(2), date("2026-01-31"), text_value("head")],
                    vec![Value::Int(3), date("2026-02-01"), text_value("quo\"te")],
                ],
            )
        },
    );
    golden(
        "link_insert_row_and_shared_fields",
        "Club 1 .members, add [(2, joined), (3, joined)] with role",
        &LinkInsert {
            row_fields: vec![field(&MEMBERSHIP, "joined")],
            shared_fields: vec![field(&MEMBERSHIP, "role")],
            shared: vec![text_value("head")],
            ..link_insert(
                relation(&CLUB, "members"),
                vec![
                    vec![Value::Int(2), date("2026-01-31")],
                    vec![Value::Int(3), date("2026-02-01")],
                ],
            )
        },
    );
}

#[test]
fn links_that_may_come_several_times() {
    let visitors = relation(&CLUB, "visitors");
    golden(
        "link_insert_with_duplicates",
        "Club 1 .visitors, add [2, 3] with day",
        &LinkInsert {
            shared_fields: vec![field(&VISIT, "day")],
            shared: vec![date("2026-01-31")],
            ..link_insert(visitors, keys(integers(&[2, 3])))
        },
    );
    golden(
        "link_delete_with_duplicates",
        "Club 1 .visitors, remove [2]",
        &LinkDelete {
            relation: visitors,
            owner: Value::Int(1),
            targets: Targets::In(integers(&[2])),
        },
    );
    golden(
        "link_count_with_duplicates",
        "Club 1 .visitors, count: each student once",
        &LinkCount {
            relation: visitors,
            owner: Value::Int(1),
            target: None,
            rows: None,
        },
    );
}

#[test]
fn links_that_go() {
    let delete = |name: &str, words: &str, relation: Relation, targets: Targets| {
        let owner = owner(relation);
        let plan = LinkDelete {
            relation,
            owner,
            targets,
        };
        golden(name, words, &plan);
    };
    let students = relation(&COURSE, "students");
    delete(
        "link_delete_all",
        "Course 1 .students, clear",
        students,
        Targets::All,
    );
    delete(
        "link_delete_one",
        "Course 1 .students, remove [2]",
        students,
        Targets::these(integers(&[2])),
    );
    delete(
        "link_delete_in",
        "Course 1 .students, remove [2, 3]",
        students,
        Targets::these(integers(&[2, 3])),
    );
    delete(
        "link_delete_not_in",
        "Course 1 .students, remove all but [2, 3]",
        students,
        Targets::NotIn(integers(&[2, 3])),
    );
    delete(
        "link_delete_through_reverse",
        "Student 1 .clubs, remove [2]",
        relation(&STUDENT, "clubs"),
        Targets::In(integers(&[2])),
    );
    delete(
        "link_delete_uuid_targets",
        "Student 1 .documents, remove […2]",
        relation(&STUDENT, "documents"),
        Targets::In(vec![uuid(2)]),
    );
    delete(
        "link_delete_uuid_owner",
        "Document …1 .readers, remove all but [2]",
        relation(&DOCUMENT, "readers"),
        Targets::NotIn(integers(&[2])),
    );
}

#[test]
fn links_that_are_compared() {
    let relation = relation(&COURSE, "students");
    let plan = LinkKeys {
        relation,
        owner: owner(relation),
    };
    golden(
        "link_keys",
        "Course 1 .students, the keys that `set` compares",
        &plan,
    );
}

#[test]
fn links_that_are_counted() {
    let count = |name: &str, words: &str, target: Option<i64>, rows: Option<u64>| {
        let relation = relation(&COURSE, "students");
        let plan = LinkCount {
            relation,
            owner: owner(relation),
            target: target.map(Value::Int),
            rows,
        };
        golden(name, words, &plan);
    };
    count("link_count", "Course 1 .students, count", None, None);
    count("link_exists", "Course 1 .students, exists", None, Some(1));
    count(
        "link_contains",
        "Course 1 .students, contains 2",
        Some(2),
        Some(1),
    );
}
