//! Statements as text for a shell.

use super::*;

#[test]
fn values_stand_in_place_of_placeholders_and_nowhere_else() {
    let values = [
        Value::Text("it's ?1 and $1 \\ \" `".to_owned()),
        Value::Null,
        Value::Int(i64::MIN),
        Value::Bytes(vec![0, 255]),
    ];
    assert_golden!(golden(|rules| {
        let table = rules.quoted("a?1 \"b\" `c` $1 'd'");
        let places: Vec<_> = (1..=values.len()).map(|n| rules.placeholder(n)).collect();
        let statement = SchemaStatement {
            sql: format!(
                "INSERT INTO {table} VALUES ({}, '? ?1 $1 ''')",
                places.join(", ")
            ),
            parameters: values.to_vec(),
            work: Work::Free,
        };
        vec![SchemaStatement::plain(with_literals(rules, &statement))]
    }));
}

#[test]
fn a_number_that_comes_twice_is_the_same_value_twice() {
    let statement = SchemaStatement {
        sql: "SELECT ?2, ?1, ?2, ?10".to_owned(),
        parameters: vec![Value::Int(1), Value::Int(2)],
        work: Work::Free,
    };
    let text = with_literals(&SchemaRules::SQLITE, &statement);
    assert_eq!(text, "SELECT 2, 1, 2, ?10");
}

#[test]
fn an_entry_of_the_ledger() {
    assert_golden!(golden(|rules| vec![ledger_entry(
        rules,
        "0001_it's",
        "sha256:0"
    )]));
}
