//! A new index.

use throughline_core::{Result, names};

use super::Behavior;
use crate::problem;
use crate::state::ProjectState;

/// A new index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddIndex {
    /// The model.
    pub model: String,
    /// The fields, in order.
    pub fields: Vec<String>,
}

impl Behavior for AddIndex {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!("+ Add index ({}) to {}", self.fields.join(", "), self.model)
    }

    fn fragment(&self) -> String {
        format!(
            "{}_{}_index",
            names::table(&self.model).as_str(),
            self.fields.join("_")
        )
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.model_mut(&self.model)?;
        for field in &self.fields {
            model.require_column(field)?;
        }
        if model.indexes.contains(&self.fields) {
            let fields = self.fields.join(", ");
            return Err(problem(format!(
                "model `{}` has the index ({fields}) already",
                self.model
            )));
        }
        model.indexes.push(self.fields.clone());
        Ok(())
    }
}
