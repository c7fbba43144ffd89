//! A new unique key.

use throughline_core::{Result, names};

use super::Behavior;
use crate::problem;
use crate::state::ProjectState;

/// A new unique key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddUnique {
    /// The model.
    pub model: String,
    /// The fields, in order.
    pub fields: Vec<String>,
}

impl Behavior for AddUnique {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!(
            "+ Add unique key ({}) to {}",
            self.fields.join(", "),
            self.model
        )
    }

    fn fragment(&self) -> String {
        format!(
            "{}_{}_unique",
            names::table(&self.model).as_str(),
            self.fields.join("_")
        )
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.model_mut(&self.model)?;
        for field in &self.fields {
            model.require_column(field)?;
        }
        if model.unique.contains(&self.fields) {
            let fields = self.fields.join(", ");
            return Err(problem(format!(
                "model `{}` has the unique key ({fields}) already",
                self.model
            )));
        }
        model.unique.push(self.fields.clone());
        Ok(())
    }
}
