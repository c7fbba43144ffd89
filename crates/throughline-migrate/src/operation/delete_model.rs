//! A model that goes, with its table.

use throughline_core::Result;

use throughline_sql::schema::SchemaRules;

use super::{Behavior, fragment_of};
use crate::loss::Loss;
use crate::problem;
use crate::state::ProjectState;

/// A model that goes, with its table and all rows.
///
/// On the way back the table comes back, and no row. A file says `lossy = true`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteModel {
    /// The model.
    pub model: String,
}

impl Behavior for DeleteModel {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!("- Delete model {} (its rows are lost)", self.model)
    }

    fn fragment(&self) -> String {
        format!("delete_{}", fragment_of(&self.model))
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.remove_model(&self.model)?;
        let relation = model
            .fields
            .iter()
            .find(|field| field.many_to_many().is_some());
        match relation {
            None => Ok(()),
            Some(field) => Err(problem(format!(
                "model `{}` cannot go before its many-to-many field `{}`",
                self.model, field.name
            ))),
        }
    }

    fn loses_data(&self) -> bool {
        true
    }

    fn undo_loses(&self, _: &ProjectState, _: &SchemaRules) -> Result<Vec<Loss>> {
        Ok(vec![Loss::gone(format!("the rows of {}", self.model))])
    }
}
