//! Another name for a table.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::state::ProjectState;

/// Another name for the table of a model, which keeps its own. Nothing is rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterTable {
    /// The model.
    pub model: String,
    /// The table from now on.
    pub table: String,
}

impl Behavior for AlterTable {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!("~ Rename the table of {} to {}", self.model, self.table)
    }

    fn fragment(&self) -> String {
        format!("{}_table", fragment_of(&self.model))
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        self.table
            .clone_into(&mut state.model_mut(&self.model)?.table);
        Ok(())
    }
}
