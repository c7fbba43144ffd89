//! The schema: tables as data → the statements that make and change them.
//!
//! Migrations describe a [`Table`] and ask for `CREATE`, `ALTER` or a rebuild; what differs
//! between the engines is the data in [`SchemaRules`]. Values are bound where the engine lets
//! them be, else written as escaped literals; identifiers are always quoted.
//!
//! sea-query's table builders are not used here: they know neither `WITHOUT ROWID` nor a
//! `REFERENCES` clause on an added column, their SQLite types lose decimals to floating point,
//! and they write a table on one line, while this text is what `sqlmigrate`, `.schema` and
//! `SHOW CREATE TABLE` show to people. Its escaping of literals is.

mod alter;
mod change;
mod check;
mod convert;
mod create;
mod dangling;
mod declared;
mod found;
mod history;
mod in_place;
mod introspect;
mod kept;
mod ledger;
mod links;
mod literal;
mod meaning;
mod rebuild;
mod rename;
mod rows;
mod rules;
mod script;
mod table;
mod tokens;
mod work;

pub use alter::{add_column, must_rebuild};
pub use change::{Change, Guard, Lookup, Source, needs_rebuild};
pub use check::{Check, CheckCondition, CheckOperand, check_text};
pub use convert::guards;
pub use create::{create_index, create_table, drop_index, drop_index_if_left, drop_table};
pub use dangling::{FoundForeignKey, PlacedTable, count_dangling};
pub use declared::{CheckedType, DeclaredCheck, declared_checks};
pub use found::FoundType;
pub use history::{
    Bounds, count_rows, count_values, delete_rows, find_rows, insert_row_returning, last_key, page,
    update_row,
};
pub use in_place::{InPlace, alter_in_place};
pub use introspect::{Introspection, insert_row, made_by, select_rows};
pub use kept::{Kept, is_named, kept, kept_apart, without_next_number};
pub use ledger::{
    LEDGER_TABLE, LedgerStatements, PROGRESS_TABLE, ProgressStatements, ledger, ledger_entry,
    ledger_removal, progress,
};
pub use links::{LinkTable, copy_links, every_source, single_targets};
pub use literal::{literal_text, text_of_literal};
pub use meaning::same_condition;
pub use rebuild::{RebuildStatements, rebuild};
pub use rename::{rename_column, rename_constraints, rename_table};
pub use rows::{
    RowRules, RowStatement, catch_up_numbering, empty_tables, restart_numbering, select_in_order,
    upsert_row,
};
pub use rules::{IdentitySpelling, MigrationLock, SchemaRules, TypeNames};
pub use script::{ForeignKeySwitch, ScriptWords, with_literals};
pub use table::{Column, Index, References, Table};
pub use work::{Lock, Work};

use throughline_core::Value;

/// A statement about the schema, with the values that are bound to it.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaStatement {
    /// The text, without a semicolon.
    pub sql: String,
    /// The values of its placeholders, in their order.
    pub parameters: Vec<Value>,
    /// What it makes the engine do.
    pub work: Work,
}

impl SchemaStatement {
    fn plain(sql: impl Into<String>) -> Self {
        SchemaStatement {
            sql: sql.into(),
            parameters: Vec::new(),
            work: Work::Moment,
        }
    }
}

#[cfg(test)]
mod tests;
