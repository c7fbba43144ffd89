//! A new check constraint.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::problem;
use crate::state::{Check, ProjectState};

/// A new check constraint.
///
/// The table is made anew on SQLite; rows that break it are an error.
#[derive(Debug, Clone, PartialEq)]
pub struct AddCheck {
    /// The model.
    pub model: String,
    /// The constraint.
    pub check: Check,
}

impl Behavior for AddCheck {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!("+ Add check {} to {}", self.check.name, self.model)
    }

    fn fragment(&self) -> String {
        format!("{}_{}", fragment_of(&self.model), self.check.name)
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.model_mut(&self.model)?;
        self.check.require_fields(model)?;
        if model
            .checks
            .iter()
            .any(|check| check.name == self.check.name)
        {
            return Err(problem(format!(
                "model `{}` has a check `{}` already",
                self.model, self.check.name
            )));
        }
        model.checks.push(self.check.clone());
        Ok(())
    }
}
