//! A table changed in place, by an engine that can.
//!
//! One statement a change. New indexes come before old ones go, since MariaDB lets no foreign
//! key be without one for a moment; foreign keys go first and come last, so that the columns
//! under them may change their type.

use throughline_core::ColumnType;

use super::change::same;
use super::check::check_constraint;
use super::create::{column_definition, foreign_key};
use super::literal::literal;
use super::{
    Change, Column, Lookup, SchemaRules, SchemaStatement, Source, Table, Work, add_column,
};

/// The statements that drop the foreign keys which change or go, before any table of the change is
/// altered.
#[must_use]
pub fn drop_foreign_keys(rules: &SchemaRules, change: &Change) -> Vec<SchemaStatement> {
    let table = &change.after;
    let gone = |column: &&Column| {
        let after = table.column(&column.name);
        !after.is_some_and(|after| same(column, after))
    };
    let columns = change.before.columns.iter().filter(gone);
    let references = columns.filter_map(|column| column.references.as_ref());
    references
        .map(|references| {
            let (word, name) = (rules.foreign_key_word, rules.quoted(&references.constraint));
            alter(rules, table, &format!("DROP {word} {name}"))
        })
        .collect()
}

/// The statements that make the foreign keys of columns which change, when all tables of the change
/// are altered.
#[must_use]
pub fn add_foreign_keys(rules: &SchemaRules, change: &Change) -> Vec<SchemaStatement> {
    let changed = change.kept().filter(|(before, after)| !same(before, after));
    let keys = changed.filter_map(|(_, after)| Some((after, after.references.as_ref()?)));
    keys.map(|(column, references)| {
        let made = foreign_key(rules, column, references);
        alter(rules, &change.after, &format!("ADD {made}")).doing(Work::Scan)
    })
    .collect()
}

/// The statements that change the columns, the primary key and the checks of a table. Indexes and
/// foreign keys of columns that stay are not among them.
#[must_use]
pub fn alter_in_place(rules: &SchemaRules, change: &Change) -> Vec<SchemaStatement> {
    let mut statements = Vec::new();
    let table = &change.after;
    for check in change
        .before
        .checks
        .iter()
        .filter(|check| !table.checks.contains(check))
    {
        statements.push(alter(
            rules,
            table,
            &format!("DROP CONSTRAINT {}", rules.quoted(&check.name)),
        ));
    }
    for column in change.added() {
        statements.extend(add(rules, change, column));
    }
    for (before, after) in change.kept() {
        statements.extend(modify(rules, change, before, after));
    }
    if change.before.primary_key != table.primary_key {
        let keys = rules.quoted_list(&table.primary_key);
        // InnoDB keeps the rows in the order of the key.
        let work = match rules.modifies_whole_column {
            true => Work::Rewrite,
            false => Work::Scan,
        };
        statements.push(alter(rules, table, &drop_key(rules, change)).doing(work));
        statements.push(alter(rules, table, &format!("ADD PRIMARY KEY ({keys})")).doing(work));
    }
    for column in change.dropped() {
        statements.push(alter(
            rules,
            table,
            &format!("DROP COLUMN {}", rules.quoted(&column.name)),
        ));
    }
    for check in table
        .checks
        .iter()
        .filter(|check| !change.before.checks.contains(check))
    {
        statements.push(
            alter(
                rules,
                table,
                &format!("ADD {}", check_constraint(rules, check)),
            )
            .doing(Work::Scan),
        );
    }
    statements
}

fn drop_key(rules: &SchemaRules, change: &Change) -> String {
    if rules.modifies_whole_column {
        "DROP PRIMARY KEY".to_owned()
    } else {
        // PostgreSQL's own name of the constraint.
        format!(
            "DROP CONSTRAINT {}",
            rules.quoted(&format!("{}_pkey", change.before.name))
        )
    }
}

fn add(rules: &SchemaRules, change: &Change, column: &Column) -> Vec<SchemaStatement> {
    match change.source(&column.name) {
        None => add_column(rules, &change.after, column, None),
        Some(Source::Fill(value)) => add_column(rules, &change.after, column, Some(value)),
        Some(source) => {
            let open = Column {
                nullable: true,
                ..column.clone()
            };
            let mut statements = match source {
                Source::Number => add_column(rules, &change.after, column, None),
                _ => add_column(rules, &change.after, &open, None),
            };
            if let Some(value) = expression(rules, change, column, source) {
                statements.push(update(rules, &change.after, column, &value));
            }
            if !column.nullable && !matches!(source, Source::Number) {
                statements.extend(restate(rules, &change.after, &open, column));
            }
            statements
        }
    }
}

/// The expression for a value that comes from somewhere else.
fn expression(
    rules: &SchemaRules,
    change: &Change,
    column: &Column,
    source: &Source,
) -> Option<String> {
    match source {
        Source::Column { name, .. } if *name != column.name => Some(rules.quoted(name)),
        Source::Lookup(lookup) => Some(lookup.expression(rules, &change.after.name)),
        _ => None,
    }
}

/// The statements for a column that stays.
fn modify(
    rules: &SchemaRules,
    change: &Change,
    before: &Column,
    after: &Column,
) -> Vec<SchemaStatement> {
    let mut statements = Vec::new();
    match change.source(&after.name) {
        Some(Source::Column {
            fill: Some(fill), ..
        }) => {
            let name = rules.quoted(&after.name);
            let mut statement = update(rules, &change.after, after, &rules.placeholder(1));
            statement.sql.push_str(&format!(" WHERE {name} IS NULL"));
            statement.parameters.push(fill.clone());
            statements.push(statement);
        }
        Some(Source::Lookup(lookup)) => {
            // The values have the old type as yet: a column beside it takes the new ones.
            return replace(rules, change, after, lookup);
        }
        _ => {}
    }
    statements.extend(restate(rules, &change.after, before, after));
    statements
}

fn replace(
    rules: &SchemaRules,
    change: &Change,
    after: &Column,
    lookup: &Lookup,
) -> Vec<SchemaStatement> {
    let table = &change.after;
    let beside = Column {
        name: format!("throughline_new_{}", after.name),
        nullable: true,
        references: None,
        ..after.clone()
    };
    let mut statements = add_column(rules, table, &beside, None);
    statements.push(update(
        rules,
        table,
        &beside,
        &lookup.expression(rules, &change.after.name),
    ));
    let (old, new) = (rules.quoted(&after.name), rules.quoted(&beside.name));
    statements.push(alter(rules, table, &format!("DROP COLUMN {old}")));
    statements.push(alter(
        rules,
        table,
        &format!("RENAME COLUMN {new} TO {old}"),
    ));
    let open = Column {
        nullable: true,
        references: None,
        ..after.clone()
    };
    statements.extend(restate(rules, table, &open, after));
    statements
}

/// Type, null and default, made what they are to be.
fn restate(
    rules: &SchemaRules,
    table: &Table,
    before: &Column,
    after: &Column,
) -> Vec<SchemaStatement> {
    let bare = |column: &Column| Column {
        references: None,
        ..column.clone()
    };
    if bare(before) == bare(after) {
        return Vec::new();
    }
    let name = rules.quoted(&after.name);
    if rules.modifies_whole_column {
        let mut definition = column_definition(rules, table, after);
        if before.identity {
            // It is the key already.
            let bare = definition.trim_end_matches(" PRIMARY KEY").len();
            definition.truncate(bare);
        }
        let statement = alter(rules, table, &format!("MODIFY COLUMN {definition}"));
        let default_only = bare(&Column {
            default: after.default.clone(),
            ..before.clone()
        }) == bare(after);
        let work = match default_only {
            true => Work::Moment,
            false => Work::Rewrite,
        };
        return vec![statement.doing(work)];
    }
    let mut statements = Vec::new();
    let type_of = |column: &Column| rules.type_name(column, table.is_key(column));
    if type_of(before) != type_of(after) {
        let using = cast(&name, before, after, &type_of(after));
        let change = format!("ALTER COLUMN {name} TYPE {} USING {using}", type_of(after));
        let work = match is_longer(before, after) {
            true => Work::Moment,
            false => Work::Rewrite,
        };
        statements.push(alter(rules, table, &change).doing(work));
    }
    if before.nullable != after.nullable {
        let (word, work) = match after.nullable {
            true => ("DROP", Work::Moment),
            false => ("SET", Work::Scan),
        };
        let change = format!("ALTER COLUMN {name} {word} NOT NULL");
        statements.push(alter(rules, table, &change).doing(work));
    }
    if before.default != after.default {
        let change = match &after.default {
            Some(value) => format!("ALTER COLUMN {name} SET DEFAULT {}", literal(rules, value)),
            None => format!("ALTER COLUMN {name} DROP DEFAULT"),
        };
        statements.push(alter(rules, table, &change));
    }
    if before.identity != after.identity {
        let change = if after.identity {
            "ADD GENERATED BY DEFAULT AS IDENTITY"
        } else {
            "DROP IDENTITY"
        };
        statements.push(alter(
            rules,
            table,
            &format!("ALTER COLUMN {name} {change}"),
        ));
    }
    statements
}

/// Whether all that changes is that the text may be longer.
fn is_longer(before: &Column, after: &Column) -> bool {
    let lengthened = Column {
        max_length: after.max_length,
        references: after.references.clone(),
        ..before.clone()
    };
    let longer = match (before.max_length, after.max_length) {
        (Some(before), Some(after)) => before < after,
        (Some(_), None) => true,
        (None, _) => false,
    };
    lengthened == *after && longer
}

/// PostgreSQL casts almost everything itself.
fn cast(name: &str, before: &Column, after: &Column, type_name: &str) -> String {
    use ColumnType as T;
    match (before.column_type, after.column_type) {
        (T::Date, T::Timestamp) => format!("{name}::timestamp AT TIME ZONE 'UTC'"),
        (T::Timestamp, T::Date) => format!("({name} AT TIME ZONE 'UTC')::date"),
        (T::Bool, T::SmallInt | T::BigInt) | (T::SmallInt | T::BigInt, T::Bool) => {
            format!("{name}::integer::{type_name}")
        }
        _ => format!("{name}::{type_name}"),
    }
}

fn alter(rules: &SchemaRules, table: &Table, change: &str) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "ALTER TABLE {} {change}",
        rules.quoted(&table.name)
    ))
}

fn update(rules: &SchemaRules, table: &Table, column: &Column, value: &str) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "UPDATE {} SET {} = {value}",
        rules.quoted(&table.name),
        rules.quoted(&column.name)
    ))
    .doing(Work::Rows)
}
