//! A new model with its table.

use throughline_core::{Result, names};
use throughline_sql::schema::SchemaRules;

use super::Behavior;
use crate::loss::Loss;
use crate::state::{ModelState, ProjectState};

/// A new model with its table.
///
/// Its many-to-many fields are not part of it: they come by [`AddField`](super::AddField) when
/// both models are there.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateModel {
    /// The model.
    pub model: ModelState,
}

impl Behavior for CreateModel {
    fn model(&self) -> &str {
        &self.model.name
    }

    fn description(&self) -> String {
        format!("+ Create model {}", self.model.name)
    }

    fn fragment(&self) -> String {
        names::table(&self.model.name).as_str().to_owned()
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        state.add_model(self.model.clone())
    }

    fn undo_loses(&self, state: &ProjectState, rules: &SchemaRules) -> Result<Vec<Loss>> {
        Ok(vec![Loss::rows(state, &self.model.name, rules)?])
    }
}
