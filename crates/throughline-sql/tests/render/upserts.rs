//! Rows that a unique key decides about, and rows with their links, by one statement.

use throughline_core::{FieldDef, ModelDef, Relation, Value};
use throughline_sql::plan::{Insert, InsertLinked, LinkUpsert, NewLink, Upsert};

use crate::golden::golden_where;
use crate::school::*;

/// The row with these values, by the fields of these names.
fn upsert(
    model: &'static ModelDef,
    values: Vec<(&str, Value)>,
    key: &[&str],
    changes: &[&str],
) -> Upsert {
    let (fields, values): (Vec<&'static FieldDef>, Vec<_>) = values
        .into_iter()
        .map(|(name, value)| (field(model, name), value))
        .unzip();
    let places = |names: &[&str]| {
        let place = |name: &&str| fields.iter().position(|field| field.name == *name);
        names.iter().filter_map(place).collect()
    };
    Upsert {
        model,
        key: places(key),
        changes: places(changes),
        fields,
        values,
        touched_fields: Vec::new(),
        touched: Vec::new(),
        owner: None,
        link: None,
    }
}

fn ann() -> Vec<(&'static str, Value)> {
    vec![
        ("name", text_value("Ann")),
        ("email", text_value("ann@x")),
        ("credits", Value::Null),
    ]
}

fn membership() -> Vec<(&'static str, Value)> {
    vec![
        ("student", Value::Int(1)),
        ("club", Value::Int(2)),
        ("joined", date("2026-01-31")),
    ]
}

fn link(relation: Relation) -> NewLink {
    NewLink {
        relation,
        owner: Value::Int(7),
        shared_fields: Vec::new(),
        shared: Vec::new(),
        row_fields: Vec::new(),
        rows: Vec::new(),
    }
}

#[test]
fn rows_by_a_unique_key() {
    let golden = |name: &str, words: &str, plan: Upsert| {
        golden_where(name, words, &plan, |can| can.tells_outcomes);
    };
    golden(
        "upsert_get",
        "Student { name, email, credits } by email: found as it is, or made",
        upsert(&STUDENT, ann(), &["email"], &[]),
    );
    golden(
        "upsert_update",
        "Student { name, email, credits } by email: found, changed or made",
        upsert(&STUDENT, ann(), &["email"], &["name", "credits"]),
    );
    golden(
        "upsert_of_a_composite_key",
        "Membership { student, club, joined } by (student, club); where it is changed, role too",
        Upsert {
            touched_fields: vec![field(&MEMBERSHIP, "role")],
            touched: vec![text_value("touched")],
            ..upsert(&MEMBERSHIP, membership(), &["student", "club"], &["joined"])
        },
    );
    golden(
        "upsert_of_an_owner",
        "Course { id, title, teacher } by id, of this teacher only",
        Upsert {
            owner: Some(2),
            ..upsert(
                &COURSE,
                vec![
                    ("id", Value::Int(1)),
                    ("title", text_value("Rust")),
                    ("teacher", Value::Int(2)),
                ],
                &["id"],
                &["title", "teacher"],
            )
        },
    );
}

#[test]
fn several_rows_by_a_unique_key() {
    let mut plan = upsert(&STUDENT, ann(), &["email"], &["name", "credits"]);
    let bob = [text_value("Bob"), text_value("bob@x"), Value::Int(5)];
    plan.values.extend(bob);
    golden_where(
        "upsert_of_two_rows",
        "two rows of Student { name, email, credits }, each by its email: found, changed or made",
        &plan,
        |can| can.tells_outcomes && !can.writes_in_with,
    );
}

#[test]
fn rows_by_a_unique_key_with_their_links() {
    let golden = |name: &str, words: &str, plan: Upsert| {
        golden_where(name, words, &plan, |can| can.writes_in_with);
    };
    golden(
        "upsert_linked",
        "Student { name, email, credits } by email, linked to Course 7 .students",
        Upsert {
            link: Some(link(relation(&COURSE, "students"))),
            ..upsert(&STUDENT, ann(), &["email"], &["name"])
        },
    );
    golden(
        "upsert_linked_symmetrical",
        "Person { id, name } by id, linked to Person 7 .friends",
        Upsert {
            link: Some(link(relation(&PERSON, "friends"))),
            ..upsert(
                &PERSON,
                vec![("id", Value::Int(1)), ("name", text_value("Ann"))],
                &["id"],
                &[],
            )
        },
    );
}

#[test]
fn new_rows_with_their_links() {
    let insert = |model: &'static ModelDef, name: &str| Insert {
        model,
        fields: vec![field(model, "name")],
        values: vec![text_value(name)],
        on_conflict: None,
        counted: false,
    };
    let golden = |name: &str, words: &str, insert: Insert, link: NewLink| {
        let plan = InsertLinked { insert, link };
        golden_where(name, words, &plan, |can| can.writes_in_with);
    };
    golden(
        "insert_linked",
        "Student { name }, linked to Course 7 .students",
        insert(&STUDENT, "Ann"),
        link(relation(&COURSE, "students")),
    );
    golden(
        "insert_linked_with_columns",
        "Club { name }, linked to Student 7 .clubs with joined and role",
        insert(&CLUB, "Chess"),
        NewLink {
            shared_fields: vec![field(&MEMBERSHIP, "joined")],
            shared: vec![date("2026-01-31")],
            row_fields: vec![field(&MEMBERSHIP, "role")],
            rows: vec![vec![text_value("head")]],
            ..link(relation(&STUDENT, "clubs"))
        },
    );
    golden(
        "insert_linked_with_duplicates",
        "Student { name }, linked to Club 7 .visitors with day",
        insert(&STUDENT, "Ann"),
        NewLink {
            shared_fields: vec![field(&VISIT, "day")],
            shared: vec![date("2026-01-31")],
            ..link(relation(&CLUB, "visitors"))
        },
    );
    golden(
        "insert_linked_symmetrical",
        "Person { name }, linked to Person 7 .friends",
        insert(&PERSON, "Ann"),
        link(relation(&PERSON, "friends")),
    );
}

#[test]
fn links_that_get_their_columns() {
    let golden = |name: &str, words: &str, plan: LinkUpsert| {
        golden_where(name, words, &plan, |can| can.tells_outcomes);
    };
    let with_joined = |relation: Relation| LinkUpsert {
        relation,
        owner: None,
        rows: vec![integers(&[1, 2]), integers(&[1, 3])]
            .into_iter()
            .collect(),
        row_fields: Vec::new(),
        shared_fields: vec![field(&MEMBERSHIP, "role"), field(&MEMBERSHIP, "joined")],
        shared: vec![text_value("head"), date("2026-01-31")],
        changes: vec![1],
        touched_fields: Vec::new(),
        touched: Vec::new(),
    };
    golden(
        "link_upsert",
        "Club.members, link [(1, 2), (1, 3)] with role, and with joined where they are there",
        with_joined(relation(&CLUB, "members")),
    );
    golden(
        "link_upsert_row_and_touched_fields",
        "Club.members, link [(1, 2, id)] with role and joined, set role where joined differs",
        LinkUpsert {
            rows: vec![integers(&[1, 2, 3])].into_iter().collect(),
            row_fields: vec![field(&MEMBERSHIP, "id")],
            touched_fields: vec![field(&MEMBERSHIP, "role")],
            touched: vec![text_value("touched")],
            ..with_joined(relation(&CLUB, "members"))
        },
    );
    golden(
        "link_upsert_of_one_owner",
        "Club.members, where a member may be there twice: link [(1, 2), (1, 3)] with role, and with joined where they are there",
        LinkUpsert {
            owner: Some(Value::Int(1)),
            ..with_joined(relation(&CLUB, "members"))
        },
    );
    golden(
        "link_upsert_without_columns",
        "Club.members, link [(1, 2), (1, 3)] with role and joined where they are new",
        LinkUpsert {
            changes: Vec::new(),
            ..with_joined(relation(&CLUB, "members"))
        },
    );
}
