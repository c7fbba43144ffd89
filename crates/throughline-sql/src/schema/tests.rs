//! Goldens: each case once, in the three dialects. Every statement is parsed by `sqlparser` too.

use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use throughline_core::{ColumnType, OnDelete, Value};

use super::*;

const ENGINES: [(&str, &SchemaRules); 3] = [
    ("sqlite", &SchemaRules::SQLITE),
    ("postgres", &SchemaRules::POSTGRES),
    ("mariadb", &SchemaRules::MARIADB),
];

macro_rules! assert_golden {
    ($golden:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($golden) })
    };
}

mod history;

/// The statements for each engine, one below the other.
fn golden(statements: impl Fn(&SchemaRules) -> Vec<SchemaStatement>) -> String {
    let mut text = String::new();
    for (engine, rules) in ENGINES {
        text.push_str(&format!("-- {engine}\n"));
        for statement in statements(rules) {
            parse(engine, &statement.sql);
            text.push_str(&statement.sql);
            text.push(';');
            if !statement.parameters.is_empty() {
                text.push_str(&format!("  -- {:?}", statement.parameters));
            }
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

/// Whether it is a statement by the grammar of that engine.
fn parse(engine: &str, sql: &str) {
    let grammar: &dyn Grammar = match engine {
        "sqlite" => &SQLiteDialect {},
        "postgres" => &PostgreSqlDialect {},
        _ => &MySqlDialect {},
    };
    if let Err(error) = Parser::parse_sql(grammar, sql) {
        panic!("{engine}: {error}\n{sql}");
    }
}

fn column(name: &str, column_type: ColumnType) -> Column {
    Column {
        name: name.to_owned(),
        column_type,
        identity: false,
        nullable: false,
        max_length: None,
        digits: None,
        default: None,
        references: None,
    }
}

fn id() -> Column {
    Column {
        identity: true,
        ..column("id", ColumnType::BigInt)
    }
}

fn char(name: &str, length: u32) -> Column {
    Column {
        max_length: Some(length),
        ..column(name, ColumnType::Text)
    }
}

fn foreign_key(name: &str, table: &str, on_delete: OnDelete) -> Column {
    let references = References {
        constraint: format!("t_{name}_fk"),
        table: table.to_owned(),
        column: "id".to_owned(),
        on_delete,
    };
    Column {
        references: Some(references),
        ..column(name, ColumnType::BigInt)
    }
}

fn table(name: &str, columns: Vec<Column>, primary_key: &[&str]) -> Table {
    Table {
        name: name.to_owned(),
        columns,
        primary_key: primary_key.iter().map(|&name| name.to_owned()).collect(),
        indexes: Vec::new(),
        checks: Vec::new(),
        clustered: false,
    }
}

fn index(name: &str, columns: &[&str], unique: bool) -> Index {
    let columns = columns.iter().map(|&column| column.to_owned()).collect();
    Index {
        name: name.to_owned(),
        columns,
        unique,
    }
}

#[test]
fn a_table_with_every_type() {
    let columns = vec![
        id(),
        column("small", ColumnType::SmallInt),
        column("int", ColumnType::Int),
        column("big", ColumnType::BigInt),
        column("float", ColumnType::Float),
        column("bool", ColumnType::Bool),
        char("char", 100),
        column("text", ColumnType::Text),
        column("bytes", ColumnType::Bytes),
        column("date", ColumnType::Date),
        column("time", ColumnType::Time),
        column("civil", ColumnType::DateTime),
        column("moment", ColumnType::Timestamp),
        column("uuid", ColumnType::Uuid),
        Column {
            digits: Some((8, 2)),
            ..column("price", ColumnType::Decimal)
        },
        column("decimal", ColumnType::Decimal),
        column("json", ColumnType::Json),
        Column {
            nullable: true,
            ..char("nickname", 20)
        },
    ];
    let table = table("everything", columns, &["id"]);
    assert_golden!(golden(|rules| create_table(rules, &table)));
}

#[test]
fn a_join_table() {
    let columns = vec![
        foreign_key("course_id", "course", OnDelete::Cascade),
        foreign_key("student_id", "student", OnDelete::Cascade),
    ];
    let mut table = table("course_students", columns, &["course_id", "student_id"]);
    table.clustered = true;
    table.indexes.push(index(
        "course_students_student_id_course_id_idx",
        &["student_id", "course_id"],
        false,
    ));
    assert_golden!(golden(|rules| create_table(rules, &table)));
}

#[test]
fn keys_indexes_actions_and_defaults() {
    let nullable = |column: Column| Column {
        nullable: true,
        ..column
    };
    let columns = vec![
        column("code", ColumnType::Text),
        nullable(foreign_key("teacher_id", "teacher", OnDelete::SetNull)),
        foreign_key("school_id", "school", OnDelete::Restrict),
        Column {
            default: Some(Value::Int(1)),
            ..foreign_key("room_id", "room", OnDelete::SetDefault)
        },
        foreign_key("building_id", "building", OnDelete::NoAction),
        Column {
            default: Some(Value::Text("it's \\ \"new\"".into())),
            ..char("state", 20)
        },
        Column {
            default: Some(Value::Bool(true)),
            ..column("active", ColumnType::Bool)
        },
        Column {
            default: Some(Value::Float(0.5)),
            ..column("weight", ColumnType::Float)
        },
        column("notes", ColumnType::Text),
    ];
    let mut table = table("course", columns, &["code"]);
    table.indexes.push(index(
        "course_school_id_state_uniq",
        &["school_id", "state"],
        true,
    ));
    table
        .indexes
        .push(index("course_teacher_id_idx", &["teacher_id"], false));
    table
        .indexes
        .push(index("course_notes_idx", &["notes"], false));
    table
        .indexes
        .push(index("course_notes_uniq", &["notes"], true));
    assert_golden!(golden(|rules| create_table(rules, &table)));
}

#[test]
fn keywords_and_quotes_as_names() {
    let mut parent = foreign_key("group", "order", OnDelete::Cascade);
    parent.column_type = ColumnType::Int;
    parent.references.as_mut().unwrap().column = "select".to_owned();
    let columns = vec![
        Column {
            identity: true,
            ..column("select", ColumnType::Int)
        },
        char("a\"b`c", 5),
        parent,
    ];
    let mut table = table("order", columns, &["select"]);
    table.indexes.push(index("drop", &["a\"b`c"], false));
    assert_golden!(golden(|rules| {
        let mut statements = create_table(rules, &table);
        statements.push(drop_index(rules, "order", "drop"));
        statements.extend(rename_table(rules, "order", "or\"der"));
        statements.push(drop_table(rules, "or\"der"));
        statements
    }));
}

#[test]
fn added_columns() {
    let columns = vec![
        id(),
        Column {
            nullable: true,
            ..char("nickname", 20)
        },
        Column {
            nullable: true,
            ..column("born", ColumnType::Date)
        },
        Column {
            default: Some(Value::Int(0)),
            ..column("points", ColumnType::Int)
        },
        Column {
            nullable: true,
            ..foreign_key("club_id", "club", OnDelete::SetNull)
        },
    ];
    let table = table("student", columns, &["id"]);
    assert_golden!(golden(|rules| {
        let add = |name: &str, fill: Option<Value>| {
            let column = table.column(name).unwrap();
            assert!(!must_rebuild(rules, column));
            add_column(rules, &table, column, fill.as_ref())
        };
        let born = Value::Date("2000-02-29".parse().unwrap());
        let mut statements = add("nickname", None);
        statements.extend(add("born", Some(born)));
        statements.extend(add("points", None));
        statements.extend(add("points", Some(Value::Int(10))));
        statements.extend(add("club_id", Some(Value::Int(7))));
        statements
    }));
}

#[test]
fn a_column_that_takes_no_null_and_keeps_no_default() {
    let age = column("age", ColumnType::Int);
    let after = table(
        "student",
        vec![id(), char("name", 100), age.clone()],
        &["id"],
    );
    let before = table("student", vec![id(), char("name", 100)], &["id"]);
    let kept = |name: &str| {
        let (name, fill) = (name.to_owned(), None);
        (name.clone(), Source::Column { name, fill })
    };
    let sources = vec![
        kept("id"),
        kept("name"),
        ("age".to_owned(), Source::Fill(Value::Int(18))),
    ];
    let plan = Change {
        before,
        after: after.clone(),
        sources,
        fold: Vec::new(),
    };
    assert_golden!(golden(|rules| {
        if must_rebuild(rules, &age) {
            let RebuildStatements {
                columns,
                attached,
                mut statements,
                cleanup,
            } = rebuild(rules, &plan);
            statements.splice(0..0, [columns, attached]);
            statements.push(cleanup);
            return statements;
        }
        add_column(rules, &after, &age, Some(&Value::Int(18)))
    }));
}

#[test]
fn what_sqlite_cannot_add_in_place() {
    let nullable = Column {
        nullable: true,
        ..column("a", ColumnType::Int)
    };
    let kept = Column {
        default: Some(Value::Int(1)),
        ..column("a", ColumnType::Int)
    };
    let key = foreign_key("a", "club", OnDelete::Cascade);
    let key_kept = Column {
        default: Some(Value::Int(1)),
        nullable: true,
        ..key.clone()
    };
    let cases = [
        (&nullable, false),
        (&kept, false),
        (&column("a", ColumnType::Int), true),
        (&key, true),
        (&key_kept, true),
    ];
    for (column, rebuilt) in cases {
        assert_eq!(
            must_rebuild(&SchemaRules::SQLITE, column),
            rebuilt,
            "{column:?}"
        );
        assert!(!must_rebuild(&SchemaRules::POSTGRES, column));
    }
}

#[test]
fn literals_of_every_type() {
    let values = [
        Value::Null,
        Value::Bool(false),
        Value::Int(-1),
        Value::Float(1e20),
        Value::Text("O'Hara\n\\".into()),
        Value::Bytes(vec![0, 255]),
        Value::Date("2026-01-31".parse().unwrap()),
        Value::Time("13:30:00.25".parse().unwrap()),
        Value::DateTime("2026-01-31T13:30:00".parse().unwrap()),
        Value::Timestamp("2026-01-31T13:30:00Z".parse().unwrap()),
        Value::Decimal("1250.50".parse().unwrap()),
        Value::Json("{\"a\": 1}".into()),
    ];
    assert_golden!(golden(|rules| {
        let literals: Vec<_> = values
            .iter()
            .map(|value| super::literal::literal(rules, value))
            .collect();
        vec![SchemaStatement::plain(format!(
            "SELECT {}",
            literals.join(",\n  ")
        ))]
    }));
}

#[test]
fn the_ledger() {
    assert_golden!(golden(|rules| {
        let LedgerStatements {
            exists,
            create,
            select,
            insert,
            delete,
        } = ledger(rules);
        [exists, create, select, insert, delete]
            .map(SchemaStatement::plain)
            .to_vec()
    }));
}

/// What an engine does to change a table: in place, or by making it anew.
fn changed(rules: &SchemaRules, change: &Change) -> Vec<SchemaStatement> {
    let mut statements: Vec<_> = guards(rules, change)
        .into_iter()
        .map(|guard| guard.count)
        .collect();
    if needs_rebuild(rules, change) {
        // Shown without what only looks: those are in a golden of their own.
        statements.extend(rebuild(rules, change).statements.drain(..2));
    } else {
        statements.extend(drop_foreign_keys(rules, change));
        statements.extend(alter_in_place(rules, change));
        statements.extend(add_foreign_keys(rules, change));
    }
    statements
}

fn source(name: &str, fill: Option<Value>) -> (String, Source) {
    let name = name.to_owned();
    (name.clone(), Source::Column { name, fill })
}

#[test]
fn columns_that_change() {
    let nullable = |column: Column| Column {
        nullable: true,
        ..column
    };
    let before = table(
        "student",
        vec![
            id(),
            nullable(char("age", 10)),
            nullable(column("points", ColumnType::Int)),
            column("born", ColumnType::Date),
            foreign_key("club_id", "club", OnDelete::Cascade),
            column("gone", ColumnType::Int),
        ],
        &["id"],
    );
    let mut after = table(
        "student",
        vec![
            id(),
            nullable(column("age", ColumnType::Int)),
            Column {
                default: Some(Value::Int(1)),
                ..column("points", ColumnType::BigInt)
            },
            column("born", ColumnType::Timestamp),
            foreign_key("club_id", "team", OnDelete::Restrict),
        ],
        &["id"],
    );
    let limit = CheckCondition::Compare(
        "points".to_owned(),
        CheckComparison::GreaterOrEqual,
        CheckOperand::Value(Value::Int(0)),
    );
    let exempt = CheckCondition::IsNull("age".to_owned(), true);
    after.checks.push(Check {
        name: "points_or_no_age".to_owned(),
        condition: CheckCondition::Or(vec![limit, CheckCondition::Not(Box::new(exempt))]),
    });
    let change = Change {
        before,
        after,
        sources: vec![
            source("id", None),
            source("age", None),
            source("points", Some(Value::Int(7))),
            source("born", None),
            source("club_id", None),
        ],
        fold: Vec::new(),
    };
    assert_golden!(golden(|rules| changed(rules, &change)));
}

#[test]
fn a_foreign_key_follows_another_primary_key() {
    let before = table(
        "grade",
        vec![
            id(),
            foreign_key("student_id", "student", OnDelete::Cascade),
        ],
        &["id"],
    );
    let mut after = before.clone();
    after.columns[1].column_type = ColumnType::Text;
    after.columns[1].max_length = Some(20);
    if let Some(references) = &mut after.columns[1].references {
        references.column = "code".to_owned();
    }
    let lookup = Lookup {
        column: "student_id".to_owned(),
        table: "student".to_owned(),
        key: "id".to_owned(),
        value: "code".to_owned(),
    };
    let sources = vec![
        source("id", None),
        ("student_id".to_owned(), Source::Lookup(lookup)),
    ];
    let fold = Vec::new();
    let change = Change {
        before,
        after,
        sources,
        fold,
    };
    assert_golden!(golden(|rules| changed(rules, &change)));
}

#[test]
fn links_that_move() {
    let links = |table: &str| LinkTable {
        table: table.to_owned(),
        source: "course_id".to_owned(),
        target: "student_id".to_owned(),
    };
    let (old, new) = (links("course_students"), links("enrollment"));
    let values = [("grade".to_owned(), Value::Int(0))];
    assert_golden!(golden(|rules| {
        let mut statements = vec![
            copy_links(rules, &old, &new, &values),
            copy_links(rules, &old.reversed(), &old, &[]),
            single_targets(rules, &old, "course").count,
            every_source(rules, &old, "course", "id").count,
        ];
        statements.extend(rename_table(rules, "course_students", "enrollment"));
        statements.extend(rename_table(rules, "Order", "order"));
        statements.push(rename_column(rules, "enrollment", "a", "b"));
        statements
    }));
}
