//! A unique key that goes.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::problem;
use crate::state::ProjectState;

/// A unique key that goes. No row is lost, and no table is rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoveUnique {
    /// The model.
    pub model: String,
    /// The fields, in order.
    pub fields: Vec<String>,
}

impl Behavior for RemoveUnique {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        let fields = self.fields.join(", ");
        format!("- Remove unique key ({fields}) from {}", self.model)
    }

    fn fragment(&self) -> String {
        let fields = self.fields.join("_");
        format!("remove_{}_{fields}_unique", fragment_of(&self.model))
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.model_mut(&self.model)?;
        let position = model
            .unique
            .iter()
            .position(|fields| *fields == self.fields);
        let position = position.ok_or_else(|| {
            let fields = self.fields.join(", ");
            problem(format!(
                "model `{}` has no unique key ({fields})",
                self.model
            ))
        })?;
        model.unique.remove(position);
        Ok(())
    }
}
