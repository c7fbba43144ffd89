//! Checks as an engine tells them: the same as those that it was given, and as no others.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Value, migrations};
use throughline_core::{CheckComparison, ColumnType, Registry};
use throughline_migrate::ProjectState;
use throughline_sql::schema::{
    Check, CheckCondition, CheckOperand, Column, SchemaRules, Table, check_text, create_table,
    drop_table, same_condition,
};

/// The columns, with the constants that they are compared with.
fn columns() -> Vec<(&'static str, ColumnType, Vec<Value>)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let integers = [-5, 0, 1, 3_000_000_000, i64::MAX, i64::MIN].map(Value::Int);
    let texts = [
        "",
        "it's",
        "''",
        "a\\b",
        "\\",
        "\\'",
        "\\n",
        "\n",
        "\u{1a}",
        "a::text",
        "5",
        "true",
        "x) OR (y",
        "\"`[]",
        "é",
        "\u{1f600}",
        "????",
        "%_\\%",
        " ",
        "/* */ --",
    ];
    let times = ["2020-01-01T00:00:00Z", "2020-02-03T04:05:06.000007Z"];
    let uuids = [1, u128::MAX].map(|number| Value::Uuid(uuid::Uuid::from_u128(number)));
    vec![
        ("a", ColumnType::BigInt, integers.to_vec()),
        ("b", ColumnType::BigInt, integers.to_vec()),
        (
            "Small",
            ColumnType::SmallInt,
            [-1, 1, 2].map(Value::Int).to_vec(),
        ),
        (
            "f",
            ColumnType::Float,
            [0.5, -1.5e-7, 1e300, 2.0].map(Value::Float).to_vec(),
        ),
        (
            "d",
            ColumnType::Decimal,
            ["1.50", "-2.25", "0.1", "3"]
                .map(|d| Value::Decimal(d.parse().unwrap()))
                .to_vec(),
        ),
        (
            "ok",
            ColumnType::Bool,
            [true, false].map(Value::Bool).to_vec(),
        ),
        ("s", ColumnType::Text, texts.map(text).to_vec()),
        ("or", ColumnType::Text, texts.map(text).to_vec()),
        (
            "day",
            ColumnType::Date,
            ["2020-01-01", "1999-12-31"]
                .map(|d| Value::Date(d.parse().unwrap()))
                .to_vec(),
        ),
        (
            "hour",
            ColumnType::Time,
            ["10:00:00", "10:00:00.5"]
                .map(|t| Value::Time(t.parse().unwrap()))
                .to_vec(),
        ),
        (
            "moment",
            ColumnType::Timestamp,
            times.map(|t| Value::Timestamp(t.parse().unwrap())).to_vec(),
        ),
        ("u", ColumnType::Uuid, uuids.to_vec()),
    ]
}

fn constants(column: &str) -> Vec<Value> {
    let columns = columns().into_iter();
    let mut found = columns.filter(|(name, _, _)| *name == column);
    found.next().unwrap().2
}

fn table(checks: &[CheckCondition]) -> Table {
    let column = |name: &str, column_type, identity| Column {
        name: name.to_owned(),
        column_type,
        identity,
        nullable: !identity,
        max_length: (column_type == ColumnType::Text && name == "s").then_some(20),
        digits: (column_type == ColumnType::Decimal).then_some((6, 2)),
        default: None,
        references: None,
    };
    let mut all = vec![column("id", ColumnType::BigInt, true)];
    let columns = columns().into_iter();
    all.extend(columns.map(|(name, column_type, _)| column(name, column_type, false)));
    let checks = checks.iter().enumerate();
    let checks = checks.map(|(number, condition)| Check {
        name: format!("c{number}"),
        condition: condition.clone(),
    });
    Table {
        name: "told".to_owned(),
        columns: all,
        primary_key: vec!["id".to_owned()],
        indexes: Vec::new(),
        checks: checks.collect(),
        clustered: false,
    }
}

const SIGNS: [CheckComparison; 5] = [
    CheckComparison::Equal,
    CheckComparison::Less,
    CheckComparison::LessOrEqual,
    CheckComparison::Greater,
    CheckComparison::GreaterOrEqual,
];

/// Any condition that a model may have.
fn condition() -> impl Strategy<Value = CheckCondition> {
    let column = || select(columns()).prop_map(|(name, _, constants)| (name.to_owned(), constants));
    let compared = (column(), select(&SIGNS[..])).prop_flat_map(|((name, constants), sign)| {
        select(constants).prop_map(move |value| {
            CheckCondition::Compare(name.clone(), sign, CheckOperand::Value(value))
        })
    });
    let columns = select(&SIGNS[..]).prop_map(|sign| {
        CheckCondition::Compare("a".to_owned(), sign, CheckOperand::Column("b".to_owned()))
    });
    let listed = column().prop_flat_map(|(name, constants)| {
        let values = prop::collection::vec(select(constants), 1..4);
        values.prop_map(move |values| CheckCondition::In(name.clone(), values))
    });
    let null = (column(), any::<bool>())
        .prop_map(|((name, _), is_null)| CheckCondition::IsNull(name, is_null));
    let leaf = prop_oneof![4 => compared, 1 => columns, 2 => listed, 1 => null];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let terms = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            terms().prop_map(CheckCondition::And),
            terms().prop_map(CheckCondition::Or),
            inner
                .clone()
                .prop_map(|term| CheckCondition::Not(Box::new(term))),
        ]
    })
}

/// Changes the part at that place, counted down, in one of its ways.
fn change(condition: &mut CheckCondition, at: &mut usize, way: usize) {
    let is_here = *at == 0;
    *at = at.wrapping_sub(1);
    if is_here {
        change_here(condition, way);
        return;
    }
    match condition {
        CheckCondition::And(terms) | CheckCondition::Or(terms) => {
            terms.iter_mut().for_each(|term| change(term, at, way));
        }
        CheckCondition::Not(term) => change(term, at, way),
        _ => {}
    }
}

fn change_here(condition: &mut CheckCondition, way: usize) {
    let other = |column: &str| {
        let constants = constants(column);
        constants[way % constants.len()].clone()
    };
    *condition = match condition.clone() {
        CheckCondition::And(terms) if way.is_multiple_of(2) => CheckCondition::Or(terms),
        CheckCondition::Or(terms) if way.is_multiple_of(2) => CheckCondition::And(terms),
        // The first two take each other, as if they stood in parentheses.
        CheckCondition::And(mut terms) => {
            let first = CheckCondition::Or(terms.drain(..2).collect());
            terms.insert(0, first);
            CheckCondition::And(terms)
        }
        CheckCondition::Or(mut terms) => {
            let first = CheckCondition::And(terms.drain(..2).collect());
            terms.insert(0, first);
            CheckCondition::Or(terms)
        }
        CheckCondition::Not(term) => *term,
        CheckCondition::Compare(column, _, operand) if way.is_multiple_of(2) => {
            CheckCondition::Compare(column, SIGNS[way / 2 % SIGNS.len()], operand)
        }
        CheckCondition::Compare(column, sign, _) => {
            let operand = CheckOperand::Value(other(&column));
            CheckCondition::Compare(column, sign, operand)
        }
        CheckCondition::In(column, mut values) => {
            let other = other(&column);
            match way.is_multiple_of(2) {
                true => values[0] = other,
                false => values.push(other),
            }
            CheckCondition::In(column, values)
        }
        CheckCondition::IsNull(column, is_null) => CheckCondition::IsNull(column, !is_null),
    };
}

type Row = BTreeMap<&'static str, Value>;

/// A row of constants that conditions know, and nulls.
fn row() -> impl Strategy<Value = Row> {
    let values: Vec<_> = columns()
        .into_iter()
        .map(|(name, _, constants)| {
            let value = prop_oneof![6 => select(constants), 1 => Just(Value::Null)];
            value.prop_map(move |value| (name, value))
        })
        .collect();
    values.prop_map(|values| values.into_iter().collect())
}

/// What a condition is of a row, as SQL says.
fn truth(condition: &CheckCondition, row: &Row) -> Option<bool> {
    match condition {
        CheckCondition::And(terms) => {
            let truths: Vec<_> = terms.iter().map(|term| truth(term, row)).collect();
            match truths.contains(&Some(false)) {
                true => Some(false),
                false => truths.into_iter().collect::<Option<Vec<_>>>().map(|_| true),
            }
        }
        CheckCondition::Or(terms) => {
            let nots = terms
                .iter()
                .map(|term| CheckCondition::Not(Box::new(term.clone())));
            truth(&CheckCondition::And(nots.collect()), row).map(|is| !is)
        }
        CheckCondition::Not(term) => truth(term, row).map(|is| !is),
        CheckCondition::Compare(column, sign, operand) => {
            let other = match operand {
                CheckOperand::Value(value) => value,
                CheckOperand::Column(column) => &row[column.as_str()],
            };
            let order = order(&row[column.as_str()], other)?;
            Some(match sign {
                CheckComparison::Equal => order.is_eq(),
                CheckComparison::Less => order.is_lt(),
                CheckComparison::LessOrEqual => order.is_le(),
                CheckComparison::Greater => order.is_gt(),
                CheckComparison::GreaterOrEqual => order.is_ge(),
            })
        }
        CheckCondition::In(column, values) => {
            let value = &row[column.as_str()];
            (!value.is_null()).then(|| values.contains(value))
        }
        CheckCondition::IsNull(column, is_null) => Some(row[column.as_str()].is_null() == *is_null),
    }
}

fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
        (Value::Float(one), Value::Float(other)) => one.partial_cmp(other),
        (Value::Text(one), Value::Text(other)) => Some(one.cmp(other)),
        (Value::Decimal(one), Value::Decimal(other)) => Some(one.cmp(other)),
        (Value::Date(one), Value::Date(other)) => Some(one.cmp(other)),
        (Value::Time(one), Value::Time(other)) => Some(one.cmp(other)),
        (Value::Timestamp(one), Value::Timestamp(other)) => Some(one.cmp(other)),
        (Value::Uuid(one), Value::Uuid(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// Conditions at random: each is told as it was made, and a changed one, wherever it takes other
/// rows, as another.
pub(crate) fn at_random(db: &Db, rules: &SchemaRules) {
    let pair = (condition(), 0..16_usize, any::<usize>()).prop_map(|(made, mut at, way)| {
        let mut changed = made.clone();
        change(&mut changed, &mut at, way);
        (made, changed)
    });
    let strategy = (
        prop::collection::vec(pair, 20..30),
        prop::collection::vec(row(), 100),
    );
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(24)
    };
    let others = Cell::new(0);
    let done = TestRunner::new(config).run(&strategy, |(pairs, rows)| {
        let made: Vec<_> = pairs.iter().map(|(made, _)| made.clone()).collect();
        let told = told(db, rules, &table(&made));
        for ((made, changed), told) in pairs.iter().zip(told) {
            let text = |condition: &CheckCondition| {
                let name = String::new();
                let condition = condition.clone();
                check_text(rules, &Check { name, condition })
            };
            let made_text = text(made);
            prop_assert!(
                same_condition(rules, &told, &made_text),
                "{told}\nmade as {made_text}"
            );
            let differs = |row: &Row| truth(made, row) != truth(changed, row);
            if rows.iter().any(differs) {
                others.set(others.get() + 1);
                let text = text(changed);
                prop_assert!(
                    !same_condition(rules, &told, &text),
                    "{told}\nis not {text}"
                );
            }
        }
        Ok(())
    });
    done.unwrap_or_else(|failure| panic!("{failure}"));
    let others = others.get();
    assert!(others > 50, "{others} changed conditions were others");
}

/// The conditions of a table as the engine tells them, in their order.
fn told(db: &Db, rules: &SchemaRules, table: &Table) -> Vec<String> {
    for statement in create_table(rules, table) {
        db.execute(statement.sql, ()).unwrap();
    }
    let found = migrations::tables(db).unwrap();
    db.execute(drop_table(rules, &table.name).sql, ()).unwrap();
    let told = table.checks.iter().map(|made| {
        let mut checks = found[0].checks.iter();
        let told = checks.find(|check| check.name.as_ref() == Some(&made.name));
        told.unwrap().condition.clone()
    });
    told.collect()
}

#[cfg(feature = "sqlite")]
#[test]
fn any_check_is_told_as_it_was_made_and_as_no_other() {
    at_random(&Db::memory().unwrap(), &SchemaRules::SQLITE);
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(check(
    both = !(age < 18 && name == "it's") || name.is_in("a\\\\'b", "\u{1f600}", "x\ny"),
    dates = (starts < ends || ends.is_null()) && !(starts == "1999-12-31"),
    flags = active == true || !(price > 1.50) || weight.is_in(0.5, 1e300),
    texts = name != "a::text" && !(name != "NULL" && age.is_not_null()),
))]
struct Told {
    id: i64,
    age: Option<i32>,
    #[field(max_length = 20, db_default = "it's \\ \"new\"")]
    name: String,
    #[field(db_default = "'\n'")]
    note: String,
    starts: Date,
    ends: Option<Date>,
    active: bool,
    #[field(max_digits = 5, decimal_places = 2, db_default = -1.5)]
    price: Decimal,
    #[field(db_default = 1e300)]
    weight: f64,
}

/// Where a table was made of a model, nothing differs from it; a check that is another does.
#[test]
fn checks_and_defaults_of_a_model_are_no_drift() {
    let db = crate::database::empty();
    throughline::create_tables(&db, [Told::META]).unwrap();
    let state = ProjectState::from_registry(&Registry::new([Told::META])).unwrap();
    assert_eq!(crate::drift::differences(&db, state.clone()), [""; 0]);
    if crate::database::is_embedded() {
        return;
    }
    // `||` in place of `&&`.
    let other = "NOT (age < 18 OR name = 'it''s') OR name IN ('a', 'x')";
    let quoted = crate::database::on("", "\"both\"", "`both`");
    let table = "ALTER TABLE told";
    db.execute(format!("{table} DROP CONSTRAINT {quoted}"), ())
        .unwrap();
    db.execute(
        format!("{table} ADD CONSTRAINT {quoted} CHECK ({other})"),
        (),
    )
    .unwrap();
    let found = crate::drift::differences(&db, state);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("`Told`: check `both` is ("),
        "{found:?}"
    );
}
