//! The schema editor: from tables before and after to the steps between them.
//!
//! Operations describe, [`steps`] collects, the executor runs. An operation names only its two
//! states; which columns and indexes are new follows from the tables that these ask for. So the
//! index of a foreign key goes when a unique key covers it, and a database that was changed
//! step by step has the same schema as a new one.

mod in_place;
mod merge;
mod moves;
mod owned;
mod tables;
mod transition;

use std::collections::BTreeMap;

use throughline_core::Result;
use throughline_sql::dialect::Dialect;
use throughline_sql::schema::{self, Change, Guard, SchemaRules, SchemaStatement, Source, Table};

pub(crate) use moves::{ID, Moves, Owner, SOURCE, TARGET};
pub(crate) use owned::owned_tables;
pub(crate) use tables::{
    SURROGATE, SURROGATE_TYPE, column_type, join_table, key, model_table, plain_type,
};
pub(crate) use transition::{Rekeyed, Transition};

use crate::graph::at_operation;
use crate::migration::MigrationFile;
use crate::operation::Direction;
use crate::state::ProjectState;

/// A step in the database.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A question to the rows that must be answered with 0.
    Guard(Guard),
    /// A statement.
    Statement(SchemaStatement),
    /// A table that goes, with foreign keys off: SQLite would delete its rows first, and with
    /// them those that point to it.
    Drop(SchemaStatement),
    /// A table made anew, with foreign keys off.
    Rebuild(Box<Change>),
    /// Statements of the user's own.
    Script(String),
    /// A function of the program's own.
    Call(Box<Call>),
}

/// A function of the program's own, and what it is called with.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The name by which the program has registered it.
    pub function: String,
    /// The model whose rows it is called with; without one it is called once.
    pub model: Option<String>,
    /// How many rows at a time.
    pub batch: u32,
    /// Whether each call is a transaction of its own.
    pub resumable: bool,
    /// The models as they are then.
    pub state: ProjectState,
}

/// A step, and the operation that asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct MigrationStep {
    /// The position of the operation in its migration.
    pub operation: usize,
    /// The step.
    pub step: Step,
}

impl Step {
    /// Whether foreign keys have to be off.
    #[must_use]
    pub fn needs_foreign_keys_off(&self) -> bool {
        matches!(self, Step::Drop(_) | Step::Rebuild(_))
    }
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
    let mut editor = SchemaEditor::new(dialect);
    for (position, operation) in file.migration.operations.iter().enumerate() {
        editor.operation = position;
        let before = state.clone();
        operation
            .state_forwards(state)
            .and_then(|()| editor.operate(operation, Direction::Forwards, &before, state))
            .map_err(|error| at_operation(file, position, &error))?;
    }
    Ok(editor.steps)
}

/// The steps that undo a migration; `state` is the state before it.
///
/// # Errors
///
/// As [`steps`].
pub fn steps_back(
    file: &MigrationFile,
    state: &ProjectState,
    dialect: &dyn Dialect,
) -> Result<Vec<MigrationStep>> {
    let mut states = vec![state.clone()];
    for (position, operation) in file.migration.operations.iter().enumerate() {
        let mut next = states[position].clone();
        operation
            .state_forwards(&mut next)
            .map_err(|error| at_operation(file, position, &error))?;
        states.push(next);
    }
    let mut editor = SchemaEditor::new(dialect);
    for (position, operation) in file.migration.operations.iter().enumerate().rev() {
        editor.operation = position;
        let (before, after) = (&states[position + 1], &states[position]);
        editor
            .operate(operation, Direction::Backwards, before, after)
            .map_err(|error| at_operation(file, position, &error))?;
    }
    Ok(editor.steps)
}

/// Collects the steps of a migration.
#[derive(Debug)]
pub(crate) struct SchemaEditor<'d> {
    dialect: &'d dyn Dialect,
    rules: &'static SchemaRules,
    steps: Vec<MigrationStep>,
    /// The operation whose steps are collected.
    operation: usize,
    /// The position of the last rebuild, as long as only its own table was touched since: a
    /// further change of that table joins it, so that the rows are copied once.
    open_rebuild: Option<(String, usize)>,
    /// The tables that this migration makes, and the positions of the steps that do.
    created: BTreeMap<String, usize>,
    /// The tables of the state that the operations so far lead to.
    tables: Option<BTreeMap<Owner, owned::Owned>>,
}

impl<'d> SchemaEditor<'d> {
    fn new(dialect: &'d dyn Dialect) -> Self {
        SchemaEditor {
            dialect,
            rules: dialect.schema_rules(),
            steps: Vec::new(),
            operation: 0,
            open_rebuild: None,
            created: BTreeMap::new(),
            tables: None,
        }
    }

    fn operate(
        &mut self,
        operation: &crate::operation::Operation,
        direction: Direction,
        before: &ProjectState,
        after: &ProjectState,
    ) -> Result<()> {
        let behavior = operation.behavior();
        let transition = behavior.transition(direction, before, after, self.rules)?;
        self.transition(before, after, &transition)?;
        let own = behavior.own_steps(direction, after, self.dialect)?;
        if !own.is_empty() {
            // It may do anything to any table: what comes behind it cannot join what came before.
            self.open_rebuild = None;
            self.created.clear();
        }
        for step in own {
            self.push(step);
        }
        Ok(())
    }

    /// Makes the table and its indexes.
    fn create_table(&mut self, table: &Table) {
        self.created.insert(table.name.clone(), self.steps.len());
        self.statements(&table.name, schema::create_table(self.rules, table));
    }

    /// Statements that give a table, or its columns, another name. A table that was made before does
    /// not get a foreign key from the beginning any more: SQLite would turn it to the new name too.
    fn rename(&mut self, table: &str, statements: Vec<SchemaStatement>) {
        self.open_rebuild = None;
        self.created.clear();
        self.statements(table, statements);
    }

    fn drop_table(&mut self, table: &str) {
        self.open_rebuild = None;
        self.created.remove(table);
        self.push(Step::Drop(schema::drop_table(self.rules, table)));
    }

    /// Makes the columns, keys, checks and indexes of tables what they are to be.
    fn alter_tables(&mut self, changes: &[Change]) {
        if self.rules.alters_columns {
            in_place::alter(self, changes);
            return;
        }
        for change in changes {
            self.alter_table(change);
        }
    }

    /// Changes a table, or makes it anew. The indexes go first: those that are there when a table
    /// is made anew come back.
    fn alter_table(&mut self, change: &Change) {
        let table = &change.after;
        self.drop_indexes(table, &missing_indexes(&change.before, table));
        let mut left = change.clone();
        left.before
            .indexes
            .retain(|index| table.indexes.contains(index));
        self.alter_columns(&left);
        for index in missing_indexes(table, &left.before) {
            let statement = schema::create_index(self.rules, table, index);
            self.statements(&table.name, vec![statement]);
        }
    }

    fn alter_columns(&mut self, change: &Change) {
        if !change.touches_columns() || self.amend_created(change) {
            return;
        }
        for guard in schema::guards(self.rules, change) {
            self.guard(&change.after.name, guard);
        }
        if schema::needs_rebuild(self.rules, change) {
            if !self.join_rebuild(change) {
                self.created.remove(&change.after.name);
                self.open_rebuild = Some((change.after.name.clone(), self.steps.len()));
                self.push(Step::Rebuild(Box::new(change.clone())));
            }
            return;
        }
        if self.join_rebuild(change) {
            return;
        }
        for column in change.added() {
            let fill = match change.source(&column.name) {
                Some(Source::Fill(value)) => Some(value),
                _ => None,
            };
            self.statements(
                &change.after.name,
                schema::add_column(self.rules, &change.after, column, fill),
            );
        }
    }

    /// Makes a table of this migration with the new columns from the beginning, where the engine
    /// takes a foreign key to a table that comes later: the table has no rows yet, and SQLite
    /// would have to copy it.
    fn amend_created(&mut self, change: &Change) -> bool {
        let only_added = change.dropped().next().is_none()
            && change.before.primary_key == change.after.primary_key
            && change.kept().all(|(before, after)| before == after)
            && change
                .sources
                .iter()
                .all(|(_, source)| matches!(source, Source::Column { .. } | Source::Fill(_)));
        let position = self
            .created
            .get(&change.after.name)
            .filter(|_| self.rules.takes_late_targets && only_added);
        let Some(step) = position.and_then(|&position| self.steps.get_mut(position)) else {
            return false;
        };
        step.step = Step::Statement(schema::create_table(self.rules, &change.after).swap_remove(0));
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

/// The indexes of a table that the other one has not.
fn missing_indexes<'t>(table: &'t Table, other: &Table) -> Vec<&'t schema::Index> {
    let is_there = |index: &&schema::Index| other.indexes.contains(index);
    let indexes = table.indexes.iter();
    indexes.filter(|index| !is_there(index)).collect()
}
