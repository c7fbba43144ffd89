//! An index that goes.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::problem;
use crate::state::ProjectState;

/// An index that goes. No row is lost, and no table is rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoveIndex {
    /// The model.
    pub model: String,
    /// The fields, in order.
    pub fields: Vec<String>,
}

impl Behavior for RemoveIndex {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        let fields = self.fields.join(", ");
        format!("- Remove index ({fields}) from {}", self.model)
    }

    fn fragment(&self) -> String {
        let fields = self.fields.join("_");
        format!("remove_{}_{fields}_index", fragment_of(&self.model))
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.model_mut(&self.model)?;
        let position = model
            .indexes
            .iter()
            .position(|fields| *fields == self.fields);
        let position = position.ok_or_else(|| {
            let fields = self.fields.join(", ");
            problem(format!("model `{}` has no index ({fields})", self.model))
        })?;
        model.indexes.remove(position);
        Ok(())
    }
}
