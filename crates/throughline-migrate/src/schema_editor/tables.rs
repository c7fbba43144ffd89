//! The tables that a state asks for.

use throughline_core::{ColumnType, OnDelete, Result, names};
use throughline_sql::schema;

use super::moves::{Owner, SOURCE, TARGET};
use crate::problem;
use crate::state::{
    Check, CheckCondition, CheckOperand, Column, Content, Field, Links, Literal, ModelState, Plain,
    ProjectState,
};

/// How many foreign keys may stand one behind the other as primary keys, before it is taken for
/// a circle.
const LONGEST_CHAIN: usize = 32;

/// The table of a model.
pub(crate) fn model_table(state: &ProjectState, model: &str) -> Result<schema::Table> {
    let model = state.require(model)?;
    let mut columns = Vec::new();
    for field in &model.fields {
        if let Some(column) = field.column() {
            let mut table_column = table_column(state, model, column)?;
            // The database numbers the rows by a key, and by nothing else.
            table_column.identity &= model.primary_key == [field.name.clone()];
            columns.push(table_column);
        }
    }
    let primary_key = column_names(model, &model.primary_key)?;
    let mut indexes = Vec::new();
    for (fields, unique) in keys(model) {
        indexes.push(index(&model.table, column_names(model, fields)?, unique));
    }
    add_foreign_key_indexes(&model.table, &columns, &primary_key, &mut indexes);
    let checks = model.checks.iter();
    let checks = checks.map(|check| table_check(state, model, check));
    Ok(schema::Table {
        name: model.table.clone(),
        columns,
        primary_key,
        indexes,
        checks: checks.collect::<Result<_>>()?,
        clustered: false,
    })
}

/// The join table of a simple many-to-many field; none for any other field.
///
/// The pair is the primary key, so that a link is there once; the index the other way round
/// finds the sources of a target without a look at the table.
pub(crate) fn join_table(
    state: &ProjectState,
    model: &str,
    field: &Field,
) -> Result<Option<schema::Table>> {
    let Some(relation) = field.many_to_many() else {
        return Ok(None);
    };
    let Links::JoinTable {
        table,
        source_column,
        target_column,
        surrogate_id,
    } = &relation.links
    else {
        return Ok(None);
    };
    let link = |column: &str, to: &str| -> Result<schema::Column> {
        let content = Content::ForeignKey {
            to: to.to_owned(),
            on_delete: OnDelete::Cascade,
        };
        let column = Column {
            column: column.to_owned(),
            content,
            null: false,
            db_default: None,
        };
        column_to(state, table, &column)
    };
    let pair = vec![source_column.clone(), target_column.clone()];
    let reverse = vec![target_column.clone(), source_column.clone()];
    let mut columns = vec![
        link(source_column, model)?,
        link(target_column, &relation.to)?,
    ];
    if !surrogate_id {
        return Ok(Some(schema::Table {
            name: table.clone(),
            columns,
            primary_key: pair,
            indexes: vec![index(table, reverse, false)],
            checks: Vec::new(),
            clustered: true,
        }));
    }
    // As Django has it: each column has an index of its own besides the unique pair.
    columns.insert(0, surrogate_column(state, table)?);
    Ok(Some(schema::Table {
        name: table.clone(),
        columns,
        primary_key: vec![SURROGATE.to_owned()],
        indexes: vec![
            index(table, pair, true),
            index(table, vec![source_column.clone()], false),
            index(table, vec![target_column.clone()], false),
        ],
        checks: Vec::new(),
        clustered: false,
    }))
}

/// The primary key of a join table that has one of its own.
pub(crate) const SURROGATE: &str = "id";

/// Its type.
pub(crate) const SURROGATE_TYPE: Plain = Plain {
    column_type: ColumnType::BigInt,
    auto: true,
    max_length: None,
    digits: None,
};

fn surrogate_column(state: &ProjectState, table: &str) -> Result<schema::Column> {
    let column = Column {
        column: SURROGATE.to_owned(),
        content: Content::Plain(SURROGATE_TYPE),
        null: false,
        db_default: None,
    };
    column_to(state, table, &column)
}

/// The logical type of a column: of a foreign key, that of the key it points to.
pub(crate) fn column_type(state: &ProjectState, column: &Column) -> Result<ColumnType> {
    Ok(plain_type(state, column)?.column_type)
}

/// Whether the values of a column are, directly or by way of other keys, those of that model's
/// key.
pub(crate) fn leads_to(
    state: &ProjectState,
    owner: &Owner,
    slot: &str,
    model: &str,
) -> Result<bool> {
    let mut target = match owner {
        Owner::Model(name) => state.require(name)?.field(slot).and_then(Field::column),
        Owner::Join(owner, field) => {
            let field = state.require(owner)?.require_field(field)?;
            let to = field.many_to_many().map(|relation| relation.to.as_str());
            let end = match slot {
                SOURCE => Some(owner.as_str()),
                TARGET => to,
                _ => None,
            };
            if end == Some(model) {
                return Ok(true);
            }
            match end {
                Some(end) => Some(key(state.require(end)?)?),
                None => None,
            }
        }
    }
    .and_then(Column::to);
    for _ in 0..LONGEST_CHAIN {
        match target {
            None => return Ok(false),
            Some(name) if name == model => return Ok(true),
            Some(name) => target = key(state.require(name)?)?.to(),
        }
    }
    Ok(false)
}

/// The check constraint of a table.
fn table_check(state: &ProjectState, model: &ModelState, check: &Check) -> Result<schema::Check> {
    Ok(schema::Check {
        name: check.name.clone(),
        condition: table_condition(state, model, &check.condition)?,
    })
}

fn table_condition(
    state: &ProjectState,
    model: &ModelState,
    condition: &CheckCondition,
) -> Result<schema::CheckCondition> {
    use schema::CheckCondition as Made;
    let column = |field: &str| Ok(model.require_column(field)?.column.clone());
    let terms = |terms: &[CheckCondition]| {
        let terms = terms.iter().map(|term| table_condition(state, model, term));
        terms.collect::<Result<Vec<_>>>()
    };
    let constant = |field: &str, literal: &Literal| {
        let value = literal.to_value(column_type(state, model.require_column(field)?)?);
        value.ok_or_else(|| {
            problem(format!(
                "a check of `{}` compares `{field}` with no value of its type",
                model.name
            ))
        })
    };
    Ok(match condition {
        CheckCondition::And(list) => Made::And(terms(list)?),
        CheckCondition::Or(list) => Made::Or(terms(list)?),
        CheckCondition::Not(term) => Made::Not(Box::new(table_condition(state, model, term)?)),
        CheckCondition::IsNull(field, null) => Made::IsNull(column(field)?, *null),
        CheckCondition::In(field, list) => {
            let values = list.iter().map(|literal| constant(field, literal));
            Made::In(column(field)?, values.collect::<Result<_>>()?)
        }
        CheckCondition::Compare(comparison, field, operand) => {
            let operand = match operand {
                CheckOperand::Field(other) => schema::CheckOperand::Column(column(other)?),
                CheckOperand::Literal(literal) => {
                    schema::CheckOperand::Value(constant(field, literal)?)
                }
            };
            Made::Compare(column(field)?, *comparison, operand)
        }
    })
}

/// The unique keys and indexes of a model, and which of both each is.
fn keys(model: &ModelState) -> impl Iterator<Item = (&[String], bool)> {
    let unique = model.unique.iter().map(|fields| (fields.as_slice(), true));
    unique.chain(
        model
            .indexes
            .iter()
            .map(|fields| (fields.as_slice(), false)),
    )
}

fn column_names(model: &ModelState, fields: &[String]) -> Result<Vec<String>> {
    fields
        .iter()
        .map(|field| Ok(model.require_column(field)?.column.clone()))
        .collect()
}

fn table_column(
    state: &ProjectState,
    model: &ModelState,
    column: &Column,
) -> Result<schema::Column> {
    column_to(state, &model.table, column)
}

fn column_to(state: &ProjectState, table: &str, column: &Column) -> Result<schema::Column> {
    let plain = plain_type(state, column)?;
    let is_key = column.to().is_some();
    let default = match &column.db_default {
        None => None,
        Some(literal) => Some(literal.to_value(plain.column_type).ok_or_else(|| {
            problem(format!(
                "the `db_default` of column `{}` is no value of its type",
                column.column
            ))
        })?),
    };
    Ok(schema::Column {
        name: column.column.clone(),
        column_type: plain.column_type,
        identity: plain.auto && !is_key,
        nullable: column.null,
        max_length: plain.max_length,
        digits: plain.digits,
        default,
        references: references(state, table, column)?,
    })
}

fn references(
    state: &ProjectState,
    table: &str,
    column: &Column,
) -> Result<Option<schema::References>> {
    let Content::ForeignKey { to, on_delete } = &column.content else {
        return Ok(None);
    };
    let target = state.require(to)?;
    Ok(Some(schema::References {
        constraint: names::constraint(table, &[&column.column], "fk"),
        table: target.table.clone(),
        column: key(target)?.column.clone(),
        on_delete: *on_delete,
    }))
}

/// The type of a column. A key may itself be a foreign key, so this follows them to the end.
pub(crate) fn plain_type(state: &ProjectState, column: &Column) -> Result<Plain> {
    let mut column = column;
    for _ in 0..LONGEST_CHAIN {
        match &column.content {
            Content::Plain(plain) => return Ok(*plain),
            Content::ForeignKey { to, .. } => column = key(state.require(to)?)?,
        }
    }
    Err(problem(format!(
        "the foreign key `{}` points to itself in a circle",
        column.column
    )))
}

/// The single field of a model's primary key.
pub(crate) fn key(model: &ModelState) -> Result<&Column> {
    match model.primary_key.as_slice() {
        [key] => model.require_column(key),
        _ => Err(problem(format!(
            "model `{}` has a primary key of several fields, to which nothing can point",
            model.name
        ))),
    }
}

fn index(table: &str, columns: Vec<String>, unique: bool) -> schema::Index {
    let list: Vec<_> = columns.iter().map(String::as_str).collect();
    let name = names::constraint(table, &list, if unique { "uniq" } else { "idx" });
    schema::Index {
        name,
        columns,
        unique,
    }
}

/// An index for each foreign key that leads no key or index: without one, the deletion of a row
/// reads the whole of each table that points to it.
fn add_foreign_key_indexes(
    table: &str,
    columns: &[schema::Column],
    primary_key: &[String],
    indexes: &mut Vec<schema::Index>,
) {
    for column in columns.iter().filter(|column| column.references.is_some()) {
        let name = &column.name;
        let covered = primary_key.first() == Some(name)
            || indexes
                .iter()
                .any(|index| index.columns.first() == Some(name));
        if !covered {
            indexes.push(index(table, vec![name.clone()], false));
        }
    }
}
