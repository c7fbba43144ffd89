//! Names that mean something else to an engine, or end a quotation.

use throughline_core::Value;
use throughline_sql::plan::{
    Assignment, Condition, Delete, Insert, LinkCount, LinkDelete, LinkInsert, OnConflict, Select,
    Source, Targets, TextMatch, Update,
};

use crate::golden::golden;
use crate::school::*;

#[test]
fn in_queries() {
    golden(
        "names_filter",
        "Order, greeting = \"a\" and tick icontains \"b\" or group in [1]",
        &filter(
            &ORDER,
            equals(path(&ORDER, "greeting"), "a")
                .and(Condition::Text(
                    path(&ORDER, "tick"),
                    TextMatch::IContains,
                    text_value("b"),
                ))
                .or(Condition::InList(path(&ORDER, "group"), integers(&[1]))),
        ),
    );
    golden(
        "names_joined",
        "Order, group.greeting = \"a\"; by group.tick",
        &Select {
            order: vec![ascending(path(&ORDER, "group.tick"))],
            ..filter(&ORDER, equals(path(&ORDER, "group.greeting"), "a"))
        },
    );
    golden(
        "names_over_many",
        "Student, orders.greeting = \"a\"",
        &filter(&STUDENT, equals(path(&STUDENT, "orders.greeting"), "a")),
    );
    golden(
        "names_related",
        "Student 1 .orders, not (tick = \"b\")",
        &Select {
            conditions: vec![Condition::Not(Box::new(equals(path(&ORDER, "tick"), "b")))],
            ..Select::new(Source::Related(relation(&STUDENT, "orders"), Value::Int(1)))
        },
    );
}

#[test]
fn of_an_alias() {
    golden(
        "names_of_an_alias",
        "T1, next.next.id = 1 and t1_set.id = 2",
        &filter(
            &T1,
            equals(path(&T1, "next.next.id"), 1).and(equals(path(&T1, "t1_set.id"), 2)),
        ),
    );
    golden(
        "names_of_an_alias_in_a_write",
        "T1, next.next.id = 1; next = next.next.id",
        &Update {
            select: filter(&T1, equals(path(&T1, "next.next.id"), 1)),
            assignments: vec![Assignment {
                field: field(&T1, "next"),
                operand: path(&T1, "next.next.id"),
            }],
            returning: false,
        },
    );
}

#[test]
fn in_writes() {
    golden(
        "names_insert",
        "Order { greeting, tick, group: null }, unless (id) is there",
        &Insert {
            model: &ORDER,
            fields: ["id", "greeting", "tick", "group"]
                .map(|name| field(&ORDER, name))
                .to_vec(),
            values: vec![Value::Int(1), text_value("a"), text_value("b"), Value::Null],
            on_conflict: Some(OnConflict::Key(ORDER.primary_key)),
            counted: false,
        },
    );
    golden(
        "names_update",
        "Order, group.tick = \"b\"; greeting = tick, tick = group.greeting",
        &Update {
            select: filter(&ORDER, equals(path(&ORDER, "group.tick"), "b")),
            assignments: [("greeting", "tick"), ("tick", "group.greeting")]
                .map(|(name, words)| Assignment {
                    field: field(&ORDER, name),
                    operand: path(&ORDER, words),
                })
                .to_vec(),
            returning: true,
        },
    );
    golden(
        "names_delete",
        "Order, greeting = \"a\"",
        &Delete {
            select: filter(&ORDER, equals(path(&ORDER, "greeting"), "a")),
        },
    );
}

#[test]
fn in_links() {
    let buyers = relation(&ORDER, "buyers");
    golden(
        "names_link_insert",
        "Order 1 .buyers, add [2]",
        &LinkInsert {
            relation: buyers,
            owner: Value::Int(1),
            rows: vec![integers(&[2])].into_iter().collect(),
            row_fields: Vec::new(),
            shared_fields: Vec::new(),
            shared: Vec::new(),
        },
    );
    golden(
        "names_link_delete",
        "Order 1 .buyers, remove all but [2]",
        &LinkDelete {
            relation: buyers,
            owner: Value::Int(1),
            targets: Targets::NotIn(integers(&[2])),
        },
    );
    golden(
        "names_link_contains",
        "Student 1 .orders, contains 2",
        &LinkCount {
            relation: relation(&STUDENT, "orders"),
            owner: Value::Int(1),
            target: Some(Value::Int(2)),
            rows: Some(1),
        },
    );
}
