//! Values that change their type, and those that cannot.
//!
//! The results are PostgreSQL's of `USING "column"::type`, so that a database that moves to
//! another engine has the same rows. SQLite would take any text for a number and make it 0;
//! here such rows are counted, and the migration is refused.

use throughline_core::ColumnType;

use super::{Change, Column, Guard, SchemaRules, SchemaStatement, Source};

/// The expression of the old column, turned into the type of the new one. For an engine whose
/// types are SQLite's.
pub(super) fn converted(expression: &str, before: &Column, after: &Column) -> String {
    use ColumnType as T;
    let x = expression;
    match (before.column_type, after.column_type) {
        (T::Bool, T::Text) => format!("CASE {x} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END"),
        (T::Timestamp, T::Text) => format!("{x} || '+00'"),
        (T::Decimal, T::Text) => match before.digits {
            Some((_, places)) => {
                format!("CASE WHEN {x} IS NOT NULL THEN printf('%.{places}f', {x}) END")
            }
            None => format!("CAST({x} AS text)"),
        },
        (T::SmallInt | T::Int | T::BigInt | T::Float, T::Text) => format!("CAST({x} AS text)"),
        (T::Text, T::SmallInt | T::Int | T::BigInt) => format!("CAST({x} AS integer)"),
        (T::Text, T::Float) => format!("CAST({x} AS real)"),
        (T::Text, T::Decimal) => format!("CAST({x} AS numeric)"),
        (T::Text, T::Bool) => format!(
            "lower({}) IN ('t', 'true', 'y', 'yes', 'on', '1')",
            trimmed(x)
        ),
        (T::Text, T::Uuid) => uuid(x),
        (T::SmallInt | T::Int | T::BigInt, T::Bool) => format!("{x} <> 0"),
        (T::SmallInt | T::Int | T::BigInt, T::Float) => format!("CAST({x} AS real)"),
        (T::Float | T::Decimal, T::SmallInt | T::Int | T::BigInt) => {
            format!("CAST(round({x}) AS integer)")
        }
        (T::Float | T::Decimal, T::Decimal) if before.digits != after.digits => {
            match after.digits {
                Some((_, places)) => format!("round({x}, {places})"),
                None => x.to_owned(),
            }
        }
        (T::Date, T::DateTime | T::Timestamp) => format!("{x} || ' 00:00:00'"),
        (T::DateTime | T::Timestamp, T::Date) => format!("substr({x}, 1, 10)"),
        (T::DateTime | T::Timestamp, T::Time) => format!("substr({x}, 12)"),
        _ => x.to_owned(),
    }
}

/// Without the white space around it, which is what `\s` takes.
fn trimmed(x: &str) -> String {
    format!("trim({x}, char(9, 10, 11, 12, 13, 32))")
}

/// With or without hyphens, in whatever case, as this library writes it.
fn uuid(x: &str) -> String {
    let digits = format!("lower(replace({}, '-', ''))", trimmed(x));
    let part = |start, length| format!("substr({digits}, {start}, {length})");
    [
        part(1, 8),
        part(9, 4),
        part(13, 4),
        part(17, 4),
        part(21, 12),
    ]
    .join(" || '-' || ")
}

/// What is true for a row whose value cannot be turned into the new type. None if each can.
fn misfit(x: &str, before: &Column, after: &Column) -> Option<String> {
    use ColumnType as T;
    let unlike = |pattern: &str| Some(format!("NOT {x} REGEXP '{pattern}'"));
    // These functions give another day for the 30th of February, and null for the hour 25.
    let no_moment = |function: &str, end: u32, pattern: &str| {
        let moment = format!("substr({x}, 1, {end})");
        Some(format!(
            "NOT {x} REGEXP '{pattern}' OR {function}({moment}) IS NOT {moment}"
        ))
    };
    // The `REGEXP` of SQLite's shell, which runs the text of `sqlmigrate`, has no `(?i)`, and takes
    // `[+-]` for a range.
    let unlike_in_any_case = |pattern: &str| Some(format!("NOT lower({x}) REGEXP '{pattern}'"));
    match (before.column_type, after.column_type) {
        (from, to) if from == to => None,
        // Integers have no width here: one that is too wide for its column stays what it is.
        (_, T::Text)
        | (
            T::Bool | T::SmallInt | T::Int | T::BigInt | T::Float | T::Decimal,
            T::Bool | T::SmallInt | T::Int | T::BigInt | T::Float | T::Decimal,
        )
        | (T::Date | T::Timestamp, T::DateTime)
        | (T::Date | T::DateTime, T::Timestamp)
        | (T::Timestamp | T::DateTime, T::Date | T::Time) => None,
        (T::Text, T::SmallInt | T::Int | T::BigInt) => unlike(r"^\s*[-+]?[0-9]{1,19}\s*$"),
        (T::Text, T::Float | T::Decimal) => {
            unlike(r"^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$")
        }
        (T::Text, T::Bool) => unlike_in_any_case(r"^\s*(t|true|y|yes|on|1|f|false|n|no|off|0)\s*$"),
        (T::Text, T::Date) => no_moment("date", 10, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        (T::Text, T::Time) => no_moment("time", 8, r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?$"),
        (T::Text, T::DateTime | T::Timestamp) => no_moment(
            "datetime",
            19,
            r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?$",
        ),
        (T::Text, T::Uuid) => unlike_in_any_case(
            r"^\s*[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\s*$",
        ),
        (T::Text, T::Json) => Some(format!("NOT json_valid({x})")),
        _ => Some("1".to_owned()),
    }
}

/// The questions that a change has to the rows before it is made.
#[must_use]
pub fn guards(rules: &SchemaRules, change: &Change) -> Vec<Guard> {
    if rules.alters_columns {
        // Such an engine refuses these rows itself.
        return Vec::new();
    }
    let mut guards = Vec::new();
    for column in &change.after.columns {
        if let Some(guard) = conversion_guard(rules, change, column) {
            guards.push(guard);
        }
        if let Some(guard) = missing_guard(rules, change, column) {
            guards.push(guard);
        }
    }
    guards
}

fn conversion_guard(rules: &SchemaRules, change: &Change, after: &Column) -> Option<Guard> {
    let Some(Source::Column { name, .. }) = change.source(&after.name) else {
        return None;
    };
    let before = change.before.column(name)?;
    let quoted = rules.quoted(name);
    let misfit = misfit(&quoted, before, after)?;
    Some(Guard {
        count: count(
            rules,
            change,
            &format!("{quoted} IS NOT NULL AND ({misfit})"),
        ),
        complaint: format!(
            "of `{}` in the way: their `{name}` cannot be turned into `{}`",
            change.before.name,
            rules.type_name(after, false)
        ),
        hint: "change these values first".to_owned(),
    })
}

/// A column that takes no null and gets no value may be made while there are no rows.
fn missing_guard(rules: &SchemaRules, change: &Change, after: &Column) -> Option<Guard> {
    let table = &change.before.name;
    if after.nullable || after.identity {
        return None;
    }
    let (condition, complaint) = match change.source(&after.name) {
        None if after.default.is_none() => (
            "1".to_owned(),
            format!(
                "of `{table}` in the way: they have no value for `{}`",
                after.name
            ),
        ),
        Some(Source::Column { name, fill: None })
            if change
                .before
                .column(name)
                .is_some_and(|column| column.nullable) =>
        {
            (
                format!("{} IS NULL", rules.quoted(name)),
                format!("of `{table}` in the way: their `{name}` is null"),
            )
        }
        _ => return None,
    };
    Some(Guard {
        count: count(rules, change, &condition),
        complaint,
        hint: "give these rows a value first, or remove them".to_owned(),
    })
}

fn count(rules: &SchemaRules, change: &Change, condition: &str) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "SELECT count(*) FROM {} WHERE {condition}",
        rules.quoted(&change.before.name)
    ))
}
