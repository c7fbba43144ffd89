//! Another name for a model.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::schema_editor::{Moves, Owner};
use crate::state::ProjectState;

/// Another name for a model. What points to it follows, and no table is rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameModel {
    /// The name until now.
    pub old: String,
    /// The name from now on.
    pub new: String,
    /// The table from now on, if it gets another name too.
    pub table: Option<String>,
}

impl Behavior for RenameModel {
    fn model(&self) -> &str {
        &self.new
    }

    fn description(&self) -> String {
        format!("~ Rename model {} to {}", self.old, self.new)
    }

    fn fragment(&self) -> String {
        format!(
            "rename_{}_{}",
            fragment_of(&self.old),
            fragment_of(&self.new)
        )
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        state.rename_model(&self.old, &self.new)?;
        if let Some(table) = &self.table {
            table.clone_into(&mut state.model_mut(&self.new)?.table);
        }
        Ok(())
    }

    fn moves(&self, from: &ProjectState) -> Result<Moves> {
        let mut moves = Moves::none();
        let (old, new) = (&self.old, &self.new);
        moves.owner(Owner::Model(old.clone()), Owner::Model(new.clone()));
        for field in &from.require(old)?.fields {
            if field.many_to_many().is_some() {
                let name = &field.name;
                moves.owner(
                    Owner::Join(old.clone(), name.clone()),
                    Owner::Join(new.clone(), name.clone()),
                );
            }
        }
        Ok(moves)
    }
}
