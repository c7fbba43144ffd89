//! The tables of the models, by the crate's own schema statements.

use throughline_core::{FieldDef, JoinDef, KeySource, ModelDef, OnDelete, RelationDef};
use throughline_sql::dialect::Dialect;
use throughline_sql::schema::{Column, Index, References, Table, create_table};

use crate::school::MODELS;

/// The statements that make the tables of all models.
pub(crate) fn create_all(dialect: &dyn Dialect) -> Vec<String> {
    let models = MODELS.into_iter().map(table);
    let joins = MODELS
        .into_iter()
        .flat_map(|model| model.relations)
        .filter_map(join_table);
    models
        .chain(joins)
        .flat_map(|table| create_table(dialect.schema_rules(), &table))
        .map(|statement| statement.sql)
        .collect()
}

fn table(model: &'static ModelDef) -> Table {
    let columns = |positions: &[usize]| {
        let positions = positions.iter();
        positions
            .map(|&position| model.fields[position].column.to_owned())
            .collect::<Vec<_>>()
    };
    Table {
        name: model.table.to_owned(),
        columns: model
            .fields
            .iter()
            .map(|field| column(model.table, field))
            .collect(),
        primary_key: columns(model.primary_key),
        indexes: model
            .unique
            .iter()
            .map(|key| Index {
                name: format!("{}_unique", model.table),
                columns: columns(key),
                unique: true,
            })
            .collect(),
        checks: Vec::new(),
        clustered: false,
    }
}

fn column(table: &str, field: &'static FieldDef) -> Column {
    Column {
        name: field.column.to_owned(),
        column_type: field.column_type,
        identity: field.key_source == KeySource::Database,
        nullable: field.nullable,
        max_length: field.max_length,
        digits: field.digits,
        default: None,
        references: field
            .references
            .map(|key| references(table, field.column, (key.target)())),
    }
}

fn references(table: &str, column: &str, target: &'static ModelDef) -> References {
    References {
        constraint: format!("{table}_{column}_fk"),
        table: target.table.to_owned(),
        column: target.key().column.to_owned(),
        on_delete: OnDelete::Cascade,
    }
}

fn join_table(relation: &'static RelationDef) -> Option<Table> {
    let Some(JoinDef::Table {
        table,
        source_column,
        target_column,
    }) = relation.kind.join()
    else {
        return None;
    };
    let ends = [
        (source_column, (relation.source)()),
        (target_column, (relation.target)()),
    ];
    Some(Table {
        name: table.to_owned(),
        columns: ends
            .iter()
            .map(|(name, target)| Column {
                name: (*name).to_owned(),
                column_type: target.key().column_type,
                identity: false,
                nullable: false,
                max_length: None,
                digits: None,
                default: None,
                references: Some(references(table, name, target)),
            })
            .collect(),
        primary_key: vec![source_column.to_owned(), target_column.to_owned()],
        indexes: Vec::new(),
        checks: Vec::new(),
        clustered: true,
    })
}
