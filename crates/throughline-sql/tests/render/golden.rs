//! One golden: the plan in words, its statement in each dialect, its parameters.

use std::fmt::Write;

use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use throughline_core::Value;
use throughline_sql::dialect::{Capabilities, Dialect, MARIADB, POSTGRES, SQLITE};
use throughline_sql::plan::Shape;
use throughline_sql::{Bound, Encoding, Render, Statement, render};

pub(crate) const DIALECTS: [(&str, &dyn Dialect); 3] = [
    ("sqlite", &SQLITE),
    ("postgres", &POSTGRES),
    ("mariadb", &MARIADB),
];

/// What `sqlparser` does not know, though the engine does: the dialect, a part of the text, and
/// what is missing.
const UNPARSED: &[(&str, &str, &str)] = &[(
    "postgres",
    " NO KEY UPDATE",
    "of the locks it knows `FOR UPDATE` and `FOR SHARE`",
)];

/// Compares the statement of the plan with its golden.
pub(crate) fn golden(name: &str, words: &str, plan: &dyn Render) {
    golden_where(name, words, plan, |_| true);
}

/// As [`golden`], for a plan that is sent only to engines that can do that.
pub(crate) fn golden_where(
    name: &str,
    words: &str,
    plan: &dyn Render,
    can: fn(&Capabilities) -> bool,
) {
    let mut text = format!("{name}: {words}\n");
    let mut parameters = Vec::new();
    for (dialect_name, dialect) in DIALECTS {
        if !can(dialect.capabilities()) {
            _ = writeln!(text, "{dialect_name:<8}  not sent");
            continue;
        }
        let statement = render(plan, dialect);
        assert_placeholders(&statement, dialect);
        parse(dialect_name, &statement.sql);
        _ = writeln!(text, "{dialect_name:<8}  {}", statement.sql);
        parameters.push((dialect_name, bound(plan, &statement)));
    }
    if parameters
        .iter()
        .all(|(_, bound)| bound == &parameters[0].1)
    {
        _ = writeln!(text, "all       {}", parameters[0].1);
    } else {
        for (dialect_name, bound) in parameters {
            _ = writeln!(text, "{dialect_name:<8}  {bound}");
        }
    }
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

/// There are as many placeholders as parameters, and where they are numbered the numbers go up
/// by one, or are repeated.
pub(crate) fn assert_placeholders(statement: &Statement, dialect: &dyn Dialect) {
    let mut numbers = placeholders(&statement.sql);
    let mut known = 0;
    numbers.retain(|number| match number {
        Some(number) if *number <= known => false,
        Some(number) => {
            known = *number;
            true
        }
        None => true,
    });
    let expected: Vec<_> = if dialect.capabilities().arrays {
        (1..=statement.parameters.len()).map(Some).collect()
    } else {
        vec![None; statement.parameters.len()]
    };
    assert_eq!(numbers, expected, "{}", statement.sql);
}

/// The placeholders of a statement in their order: `?`, or `$` and a number.
fn placeholders(sql: &str) -> Vec<Option<usize>> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(at) = rest.find(['?', '$', '"', '`', '\'']) {
        let sign = rest[at..].chars().next().unwrap_or_default();
        rest = &rest[at + 1..];
        match sign {
            '?' => found.push(None),
            '$' => {
                let end = rest.find(|c: char| !c.is_ascii_digit());
                let digits = &rest[..end.unwrap_or(rest.len())];
                found.push(Some(
                    digits.parse().expect("a number behind the dollar sign"),
                ));
            }
            // A doubled sign within a quotation ends it and begins the next.
            quote => {
                let end = rest.find(quote).expect("each quotation ends");
                rest = &rest[end + 1..];
            }
        }
    }
    found
}

fn parse(dialect: &str, sql: &str) {
    let grammar: &dyn Grammar = match dialect {
        "sqlite" => &SQLiteDialect {},
        "postgres" => &PostgreSqlDialect {},
        _ => &MySqlDialect {},
    };
    let known = UNPARSED
        .iter()
        .find(|(name, part, _)| *name == dialect && sql.contains(part));
    // Which text is told apart from which is no part of the grammar that `sqlparser` knows there.
    let collation = " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH";
    let sql = &*sql.replace(collation, " PATH");
    match (Parser::parse_sql(grammar, sql), known) {
        (Ok(parsed), None) => assert_eq!(parsed.len(), 1, "{sql}"),
        (Ok(_), Some((_, part, _))) => panic!("sqlparser has learnt `{part}`: {sql}"),
        (Err(error), None) => panic!("{dialect}: {error}: {sql}"),
        (Err(_), Some(_)) => {}
    }
}

/// The parameters as the driver gets them.
fn bound(plan: &dyn Render, statement: &Statement) -> String {
    let shape = Shape::of(plan);
    if statement.each.is_some() {
        return in_runs(&shape, statement);
    }
    let bound = statement
        .bind(shape.arguments())
        .expect("the plan's own statement");
    let all: Vec<_> = bound
        .iter()
        .zip(&statement.parameters)
        .map(|(bound, parameter)| match (bound, parameter.encoding) {
            (Bound::Array(values), _) => {
                let values: Vec<_> = values.iter().map(literal).collect();
                format!("[{}]", values.join(", "))
            }
            (Bound::Owned(Value::Text(json)), Encoding::JsonList | Encoding::JsonRows) => {
                format!("JSON {json}")
            }
            (Bound::Borrowed(value), _) => literal(value),
            (Bound::Owned(value), _) => literal(value),
        })
        .collect();
    if all.is_empty() {
        "no parameters".to_owned()
    } else {
        format!("({})", all.join(", "))
    }
}

/// The values of each run.
fn in_runs(shape: &Shape<'_>, statement: &Statement) -> String {
    let arguments = shape.arguments();
    let runs = (0..statement.runs(arguments)).map(|run| {
        let parameters = statement.parameters.iter();
        let values = parameters.map(|parameter| {
            literal(
                parameter
                    .in_run(arguments, run)
                    .expect("each has one value"),
            )
        });
        format!("({})", values.collect::<Vec<_>>().join(", "))
    });
    format!("each {}", runs.collect::<Vec<_>>().join(" "))
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(value) => format!("{value:?}"),
        Value::Json(value) => format!("json {value}"),
        Value::Bytes(value) => {
            let digits = value.iter().map(|byte| format!("{byte:02x}"));
            format!("x{}", digits.collect::<String>())
        }
        Value::Date(value) => value.to_string(),
        Value::Time(value) => value.to_string(),
        Value::DateTime(value) => value.to_string(),
        Value::Timestamp(value) => value.to_string(),
        Value::Uuid(value) => value.to_string(),
        Value::Decimal(value) => value.to_string(),
        Value::Unfit(reason) => format!("unfit: {reason}"),
    }
}
