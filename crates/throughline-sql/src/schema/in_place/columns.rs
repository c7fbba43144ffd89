//! Columns that come, and those that stay and change.

use throughline_core::ColumnType;

use super::alter;
use crate::schema::create::{column_definition, index_definition};
use crate::schema::literal::literal;
use crate::schema::{
    Change, Column, Lookup, SchemaRules, SchemaStatement, Source, Table, Work, add_column,
};

/// The statements for a new column. Its foreign key is not among them.
pub(super) fn add(rules: &SchemaRules, change: &Change, column: &Column) -> Vec<SchemaStatement> {
    let column = &Column {
        references: None,
        ..column.clone()
    };
    let table = &change.after;
    match change.source(&column.name) {
        None => add_column(rules, table, column, None),
        Some(Source::Fill(value)) => add_column(rules, table, column, Some(value)),
        Some(Source::Number) => numbered(rules, table, column),
        Some(source) => {
            let open = Column {
                nullable: true,
                ..column.clone()
            };
            let mut statements = add_column(rules, table, &open, None);
            if let Some(value) = expression(rules, change, column, source) {
                statements.push(update(rules, table, column, &value));
            }
            statements.extend(restate(rules, table, &open, column));
            statements
        }
    }
}

/// A column whose rows are numbered, and which then is one like others: it numbers itself for as
/// long as it takes to fill it.
fn numbered(rules: &SchemaRules, table: &Table, column: &Column) -> Vec<SchemaStatement> {
    let definition = column_definition(rules, table, column);
    let name = rules.quoted(&column.name);
    let add = format!("ADD COLUMN {definition} {}", rules.numbers.begin);
    let end = rules.numbers.end.replace("{column}", &name);
    let end = end.replace("{definition}", &definition);
    vec![
        alter(rules, table, &add).doing(Work::Rewrite),
        alter(rules, table, &end),
    ]
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
pub(super) fn modify(
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
    if rules.modifies_whole_column {
        let clauses = exchange(rules, change, after, &new);
        statements.push(alter(rules, table, &clauses.join(", ")).doing(Work::Rewrite));
        return statements;
    }
    // The keys and indexes over the column are made anew by this.
    let type_name = rules.type_name(after, table.is_key(after));
    let take = format!("ALTER COLUMN {old} TYPE {type_name} USING {new}");
    statements.push(alter(rules, table, &take).doing(Work::Rewrite));
    statements.push(alter(rules, table, &format!("DROP COLUMN {new}")));
    statements
}

/// One column in place of another, with the keys and indexes that would go with it.
fn exchange(rules: &SchemaRules, change: &Change, after: &Column, new: &str) -> Vec<String> {
    let table = &change.after;
    let over = |columns: &[String]| columns.contains(&after.name);
    let indexes = table.indexes.iter();
    let indexes: Vec<_> = indexes
        .filter(|index| over(&index.columns) && change.before.indexes.contains(index))
        .collect();
    let mut clauses = Vec::new();
    let in_key = over(&table.primary_key) && table.primary_key == change.before.primary_key;
    if in_key {
        clauses.push("DROP PRIMARY KEY".to_owned());
    }
    for index in &indexes {
        clauses.push(format!(
            "DROP INDEX IF EXISTS {}",
            rules.quoted(&index.name)
        ));
    }
    clauses.push(format!("DROP COLUMN {}", rules.quoted(&after.name)));
    let definition = column_definition(rules, table, after);
    clauses.push(format!("CHANGE COLUMN {new} {definition}"));
    if in_key {
        let columns = rules.quoted_list(&table.primary_key);
        clauses.push(format!("ADD PRIMARY KEY ({columns})"));
    }
    for index in indexes {
        clauses.push(format!("ADD {}", index_definition(rules, table, index)));
    }
    clauses
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
        // Not by a cast to its length, which would cut a text that is too long; so it is refused.
        (T::Text, T::Text) => name.to_owned(),
        (_, T::Text) => format!("{name}::text"),
        _ => format!("{name}::{type_name}"),
    }
}

fn update(rules: &SchemaRules, table: &Table, column: &Column, value: &str) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "UPDATE {} SET {} = {value}",
        rules.quoted(&table.name),
        rules.quoted(&column.name)
    ))
    .doing(Work::Rows)
}
