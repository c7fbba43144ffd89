//! A check constraint that goes.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::problem;
use crate::state::ProjectState;

/// A check constraint that goes. No row is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoveCheck {
    /// The model.
    pub model: String,
    /// The name of the constraint.
    pub name: String,
}

impl Behavior for RemoveCheck {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!("- Remove check {} from {}", self.name, self.model)
    }

    fn fragment(&self) -> String {
        format!("remove_{}_{}", fragment_of(&self.model), self.name)
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.model_mut(&self.model)?;
        let position = model
            .checks
            .iter()
            .position(|check| check.name == self.name);
        let position = position.ok_or_else(|| {
            problem(format!(
                "model `{}` has no check `{}`",
                self.model, self.name
            ))
        })?;
        model.checks.remove(position);
        Ok(())
    }
}
