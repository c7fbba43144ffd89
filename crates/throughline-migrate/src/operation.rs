//! Operations: what a migration does, one step at a time.
//!
//! An operation changes the [`ProjectState`] and, by a [`SchemaEditor`], the database. It says
//! what it does for people, and gives its part of the file's name.

mod add_field;
mod add_index;
mod add_unique;
mod create_model;

use throughline_core::Result;

pub use add_field::AddField;
pub use add_index::AddIndex;
pub use add_unique::AddUnique;
pub use create_model::CreateModel;

use crate::schema_editor::SchemaEditor;
use crate::state::ProjectState;

/// One step of a migration.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Operation {
    /// A new model with its table.
    CreateModel(CreateModel),
    /// A new field: a column, or a join table.
    AddField(AddField),
    /// A new index.
    AddIndex(AddIndex),
    /// A new unique key.
    AddUnique(AddUnique),
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
    /// Makes the change in the database, from the state before to the state after.
    fn database_forwards(
        &self,
        editor: &mut SchemaEditor,
        from: &ProjectState,
        to: &ProjectState,
    ) -> Result<()>;
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

    /// Whether rows or values are gone after it.
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
            Operation::AddField(operation) => operation,
            Operation::AddIndex(operation) => operation,
            Operation::AddUnique(operation) => operation,
        }
    }
}
