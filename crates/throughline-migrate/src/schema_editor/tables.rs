//! The tables that a state asks for.

use throughline_core::{ColumnType, OnDelete, Result, names};
use throughline_sql::schema;

use crate::problem;
use crate::state::{Column, Content, Field, Links, ModelState, Plain, ProjectState};

/// How many foreign keys may stand one behind the other as primary keys, before it is taken for
/// a circle.
const LONGEST_CHAIN: usize = 32;

/// The table of a model.
pub(crate) fn model_table(state: &ProjectState, model: &str) -> Result<schema::Table> {
    let model = state.require(model)?;
    let mut columns = Vec::new();
    for column in model.fields.iter().filter_map(Field::column) {
        columns.push(table_column(state, model, column)?);
    }
    let primary_key = column_names(model, &model.primary_key)?;
    let mut indexes = Vec::new();
    for (fields, unique) in keys(model) {
        indexes.push(index(&model.table, column_names(model, fields)?, unique));
    }
    add_foreign_key_indexes(&model.table, &columns, &primary_key, &mut indexes);
    Ok(schema::Table {
        name: model.table.clone(),
        columns,
        primary_key,
        indexes,
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
    let reverse = index(table, reverse, false);
    if !surrogate_id {
        return Ok(Some(schema::Table {
            name: table.clone(),
            columns,
            primary_key: pair,
            indexes: vec![reverse],
            clustered: true,
        }));
    }
    columns.insert(0, surrogate_column(state, table)?);
    Ok(Some(schema::Table {
        name: table.clone(),
        columns,
        primary_key: vec![SURROGATE.to_owned()],
        indexes: vec![index(table, pair, true), reverse],
        clustered: false,
    }))
}

/// The primary key of a join table that has one of its own.
const SURROGATE: &str = "id";

fn surrogate_column(state: &ProjectState, table: &str) -> Result<schema::Column> {
    let content = Content::Plain(Plain {
        column_type: ColumnType::BigInt,
        auto: true,
        max_length: None,
        digits: None,
    });
    let column = Column {
        column: SURROGATE.to_owned(),
        content,
        null: false,
        db_default: None,
    };
    column_to(state, table, &column)
}

/// The logical type of a column: of a foreign key, that of the key it points to.
pub(crate) fn column_type(state: &ProjectState, column: &Column) -> Result<ColumnType> {
    Ok(plain_type(state, column)?.column_type)
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
fn plain_type(state: &ProjectState, column: &Column) -> Result<Plain> {
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
fn key(model: &ModelState) -> Result<&Column> {
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
