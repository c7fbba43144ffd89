//! The schema editor: from tables before and after to the steps between them.
//!
//! Operations describe, [`steps`] collects, the executor runs. An operation names only its two
//! states; which columns and indexes are new follows from the tables that these ask for. So the
//! index of a foreign key goes when a unique key covers it, and a database that was changed
//! step by step has the same schema as a new one.

mod tables;

use std::collections::BTreeMap;

use throughline_core::{Result, Value};
use throughline_sql::dialect::Dialect;
use throughline_sql::schema::{self, Rebuild, SchemaRules, SchemaStatement, Table};

pub(crate) use tables::{column_type, join_table, model_table};

use crate::graph::at_operation;
use crate::migration::MigrationFile;
use crate::state::ProjectState;

/// A step in the database.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A statement.
    Statement(SchemaStatement),
    /// A table made anew, with foreign keys off.
    Rebuild(Rebuild),
}

/// A step, and the operation that asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct MigrationStep {
    /// The position of the operation in its migration.
    pub operation: usize,
    /// The step.
    pub step: Step,
}

/// The steps of a migration on the engine of that dialect; `state` becomes the state after it.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if an operation does not fit
/// the state, naming its place.
pub fn steps(
    file: &MigrationFile,
    state: &mut ProjectState,
    dialect: &dyn Dialect,
) -> Result<Vec<MigrationStep>> {
    let mut editor = SchemaEditor::new(dialect.schema_rules());
    for (position, operation) in file.migration.operations.iter().enumerate() {
        editor.operation = position;
        let before = state.clone();
        operation
            .state_forwards(state)
            .and_then(|()| {
                operation
                    .behavior()
                    .database_forwards(&mut editor, &before, state)
            })
            .map_err(|error| at_operation(file, position, &error))?;
    }
    Ok(editor.steps)
}

/// Collects the steps of a migration.
#[derive(Debug)]
pub(crate) struct SchemaEditor {
    rules: &'static SchemaRules,
    steps: Vec<MigrationStep>,
    /// The operation whose steps are collected.
    operation: usize,
    /// The position of the last rebuild, as long as only its own table was touched since:
    /// further columns of that table join it, so that the rows are copied once.
    open_rebuild: Option<(String, usize)>,
    /// The tables that this migration makes, and the positions of the steps that do.
    created: BTreeMap<String, usize>,
}

impl SchemaEditor {
    fn new(rules: &'static SchemaRules) -> Self {
        SchemaEditor {
            rules,
            steps: Vec::new(),
            operation: 0,
            open_rebuild: None,
            created: BTreeMap::new(),
        }
    }

    /// Makes the table and its indexes.
    pub(crate) fn create_table(&mut self, table: &Table) {
        self.created.insert(table.name.clone(), self.steps.len());
        self.statements(&table.name, schema::create_table(self.rules, table));
    }

    /// Makes the table of a model what the state after the operation asks for. `fills` are the
    /// values of existing rows in new columns.
    pub(crate) fn alter_model(
        &mut self,
        model: &str,
        from: &ProjectState,
        to: &ProjectState,
        fills: &[(String, Value)],
    ) -> Result<()> {
        self.alter_table(&model_table(from, model)?, &model_table(to, model)?, fills);
        Ok(())
    }

    /// Adds the columns and indexes that the table is to have, and drops the indexes that it is
    /// to have no more. `fills` are the values of existing rows in new columns.
    fn alter_table(&mut self, before: &Table, after: &Table, fills: &[(String, Value)]) {
        self.add_columns(before, after, fills);
        let missing = |table: &Table, name: &str| !table.indexes.iter().any(|i| i.name == name);
        // New ones first: MariaDB lets no foreign key be without an index for a moment.
        for index in after
            .indexes
            .iter()
            .filter(|index| missing(before, &index.name))
        {
            let statement = schema::create_index(self.rules, after, index);
            self.statements(&after.name, vec![statement]);
        }
        for index in before
            .indexes
            .iter()
            .filter(|index| missing(after, &index.name))
        {
            let statement = schema::drop_index(self.rules, &after.name, &index.name);
            self.statements(&after.name, vec![statement]);
        }
    }

    fn add_columns(&mut self, before: &Table, after: &Table, fills: &[(String, Value)]) {
        let new: Vec<_> = after
            .columns
            .iter()
            .filter(|column| before.column(&column.name).is_none())
            .collect();
        if new.is_empty() || self.amend_created(after) || self.join_rebuild(after, fills) {
            return;
        }
        if new
            .iter()
            .any(|column| schema::must_rebuild(self.rules, column))
        {
            let (before, after) = (before.clone(), after.clone());
            self.open_rebuild = Some((after.name.clone(), self.steps.len()));
            self.push(Step::Rebuild(Rebuild {
                before,
                after,
                fills: fills.to_vec(),
            }));
            return;
        }
        for column in new {
            let fill = fills
                .iter()
                .find(|(name, _)| *name == column.name)
                .map(|(_, value)| value);
            self.statements(
                &after.name,
                schema::add_column(self.rules, after, column, fill),
            );
        }
    }

    /// Makes a table of this migration with the new columns from the beginning, where the engine
    /// takes a foreign key to a table that comes later: the table has no rows yet, and SQLite
    /// would have to copy it.
    fn amend_created(&mut self, after: &Table) -> bool {
        let position = self
            .created
            .get(&after.name)
            .filter(|_| self.rules.takes_late_targets);
        let Some(step) = position.and_then(|&position| self.steps.get_mut(position)) else {
            return false;
        };
        step.step = Step::Statement(schema::create_table(self.rules, after).swap_remove(0));
        true
    }

    /// Leaves the new columns to the rebuild of the same table, if there was one just before.
    fn join_rebuild(&mut self, after: &Table, fills: &[(String, Value)]) -> bool {
        let Some((table, position)) = &self.open_rebuild else {
            return false;
        };
        if *table != after.name {
            return false;
        }
        let Some(MigrationStep {
            step: Step::Rebuild(rebuild),
            ..
        }) = self.steps.get_mut(*position)
        else {
            return false;
        };
        rebuild.after = after.clone();
        rebuild.fills.extend_from_slice(fills);
        true
    }

    fn statements(&mut self, table: &str, statements: Vec<SchemaStatement>) {
        if self
            .open_rebuild
            .as_ref()
            .is_some_and(|(open, _)| open != table)
        {
            self.open_rebuild = None;
        }
        for statement in statements {
            self.push(Step::Statement(statement));
        }
    }

    fn push(&mut self, step: Step) {
        self.steps.push(MigrationStep {
            operation: self.operation,
            step,
        });
    }
}
