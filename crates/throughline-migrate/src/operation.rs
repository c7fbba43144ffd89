//! Operations: what a migration does, one step at a time.
//!
//! An operation changes the [`ProjectState`]. What that means for the tables follows from the
//! states before and after it, so an operation says only what became of what, and where new
//! values come from; its way back is the same, read the other way round. It says what it does
//! for people, and gives its part of the file's name.

mod add_check;
mod add_field;
mod add_index;
mod add_unique;
mod alter_field;
mod alter_primary_key;
mod alter_table;
mod create_model;
mod delete_model;
mod links_to_model;
mod model_to_links;
mod move_relation;
mod remove_check;
mod remove_field;
mod remove_index;
mod remove_unique;
mod rename_field;
mod rename_model;
mod run_rust;
mod run_sql;

use throughline_core::{Result, Value};
use throughline_sql::dialect::Dialect;
use throughline_sql::schema::SchemaRules;

pub use add_check::AddCheck;
pub use add_field::AddField;
pub use add_index::AddIndex;
pub use add_unique::AddUnique;
pub use alter_field::AlterField;
pub use alter_primary_key::AlterPrimaryKey;
pub use alter_table::AlterTable;
pub use create_model::CreateModel;
pub use delete_model::DeleteModel;
pub use links_to_model::LinksToModel;
pub use model_to_links::ModelToLinks;
pub use move_relation::MoveRelation;
pub use remove_check::RemoveCheck;
pub use remove_field::RemoveField;
pub use remove_index::RemoveIndex;
pub use remove_unique::RemoveUnique;
pub use rename_field::RenameField;
pub use rename_model::RenameModel;
pub use run_rust::RunRust;
pub use run_sql::{RunSql, SqlText};

pub(crate) use alter_field::can_become;
pub(crate) use model_to_links::has_payload;

use crate::loss::Loss;
use crate::problem;
use crate::schema_editor::{Moves, Step, Transition, column_type};
use crate::state::{Literal, ProjectState};

/// One step of a migration.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Operation {
    /// A new model with its table.
    CreateModel(CreateModel),
    /// A model that goes, with its table.
    DeleteModel(DeleteModel),
    /// Another name for a model.
    RenameModel(RenameModel),
    /// Another name for a table.
    AlterTable(AlterTable),
    /// Another field as the primary key.
    AlterPrimaryKey(AlterPrimaryKey),
    /// A new field: a column, or a join table.
    AddField(AddField),
    /// A field that goes.
    RemoveField(RemoveField),
    /// Another name for a field.
    RenameField(RenameField),
    /// A field that becomes another one of the same name.
    AlterField(AlterField),
    /// A many-to-many field that is declared by the other model from now on.
    MoveRelation(MoveRelation),
    /// A join table that becomes the table of a through model.
    LinksToModel(LinksToModel),
    /// A through model whose table becomes a join table.
    ModelToLinks(ModelToLinks),
    /// A new index.
    AddIndex(AddIndex),
    /// An index that goes.
    RemoveIndex(RemoveIndex),
    /// A new unique key.
    AddUnique(AddUnique),
    /// A unique key that goes.
    RemoveUnique(RemoveUnique),
    /// A new check constraint.
    AddCheck(AddCheck),
    /// A check constraint that goes.
    RemoveCheck(RemoveCheck),
    /// Statements of the user's own.
    RunSql(RunSql),
    /// A function of the program's own.
    RunRust(RunRust),
}

/// Which way an operation is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the state before it to the state after it.
    Forwards,
    /// Back again.
    Backwards,
}

/// What every operation answers.
pub(crate) trait Behavior {
    /// See [`Operation::model`].
    fn model(&self) -> &str;
    /// See [`Operation::description`].
    fn description(&self) -> String;
    /// See [`Operation::fragment`].
    fn fragment(&self) -> String;
    /// See [`Operation::state_forwards`].
    fn state_forwards(&self, state: &mut ProjectState) -> Result<()>;

    /// What became of what, on the way forwards from that state.
    fn moves(&self, from: &ProjectState) -> Result<Moves> {
        _ = from;
        Ok(Moves::none())
    }

    /// What the tables need besides the two states, on the way from one to the other.
    fn transition(
        &self,
        direction: Direction,
        before: &ProjectState,
        after: &ProjectState,
        rules: &SchemaRules,
    ) -> Result<Transition> {
        _ = rules;
        let moves = match direction {
            Direction::Forwards => self.moves(before)?,
            Direction::Backwards => self.moves(after)?.inverse(),
        };
        Ok(Transition {
            moves,
            ..Transition::default()
        })
    }

    /// What it does besides, behind what the tables need, on the way to that state.
    fn own_steps(
        &self,
        direction: Direction,
        state: &ProjectState,
        dialect: &dyn Dialect,
    ) -> Result<Vec<Step>> {
        _ = (direction, state, dialect);
        Ok(Vec::new())
    }

    /// What is lost when it is undone, from that state, which is the one behind it.
    fn undo_loses(&self, state: &ProjectState, rules: &SchemaRules) -> Result<Vec<Loss>> {
        _ = (state, rules);
        Ok(Vec::new())
    }

    /// See [`Operation::loses_data`].
    fn loses_data(&self) -> bool {
        false
    }
}

impl Operation {
    /// The model that it is about.
    #[must_use]
    pub fn model(&self) -> &str {
        self.behavior().model()
    }

    /// The operation, for people: `+ Add field students to Course (many-to-many)`.
    #[must_use]
    pub fn description(&self) -> String {
        self.behavior().description()
    }

    /// What the operation adds to the name of its file: `course_students`.
    #[must_use]
    pub fn fragment(&self) -> String {
        self.behavior().fragment()
    }

    /// Whether rows or values are gone after it, and do not come back on the way back.
    #[must_use]
    pub fn loses_data(&self) -> bool {
        self.behavior().loses_data()
    }

    /// Makes the change in the state.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if the state is not one
    /// that can be changed so: the model is there already, or is not there.
    pub fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        self.behavior().state_forwards(state)
    }

    pub(crate) fn behavior(&self) -> &dyn Behavior {
        match self {
            Operation::CreateModel(operation) => operation,
            Operation::DeleteModel(operation) => operation,
            Operation::RenameModel(operation) => operation,
            Operation::AlterTable(operation) => operation,
            Operation::AlterPrimaryKey(operation) => operation,
            Operation::AddField(operation) => operation,
            Operation::RemoveField(operation) => operation,
            Operation::RenameField(operation) => operation,
            Operation::AlterField(operation) => operation,
            Operation::MoveRelation(operation) => operation,
            Operation::LinksToModel(operation) => operation,
            Operation::ModelToLinks(operation) => operation,
            Operation::AddIndex(operation) => operation,
            Operation::RemoveIndex(operation) => operation,
            Operation::AddUnique(operation) => operation,
            Operation::RemoveUnique(operation) => operation,
            Operation::AddCheck(operation) => operation,
            Operation::RemoveCheck(operation) => operation,
            Operation::RunSql(operation) => operation,
            Operation::RunRust(operation) => operation,
        }
    }
}

/// A constant as the value of a field's column.
fn fill_value(state: &ProjectState, model: &str, field: &str, literal: &Literal) -> Result<Value> {
    let column = state.require(model)?.require_column(field)?;
    literal
        .to_value(column_type(state, column)?)
        .ok_or_else(|| {
            problem(format!(
                "the `fill` of `{model}.{field}` is no value of its type"
            ))
        })
}

/// The name of a model as a part of a file's name.
fn fragment_of(model: &str) -> String {
    throughline_core::names::table(model).as_str().to_owned()
}
