//! Another name for a field.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::schema_editor::{Moves, Owner};
use crate::state::{Links, ProjectState};

/// Another name for a field. Keys, indexes and relations that name it follow, and no table is
/// rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameField {
    /// The model.
    pub model: String,
    /// The name until now.
    pub old: String,
    /// The name from now on.
    pub new: String,
    /// The column from now on. None if it is called as the field is.
    pub column: Option<String>,
    /// The join table from now on, for a many-to-many field that has one. None if it stays.
    pub join_table: Option<String>,
}

impl Behavior for RenameField {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!(
            "~ Rename field {} of {} to {}",
            self.old, self.model, self.new
        )
    }

    fn fragment(&self) -> String {
        format!(
            "rename_{}_{}_{}",
            self.old,
            fragment_of(&self.model),
            self.new
        )
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        state.rename_field(&self.model, &self.old, &self.new)?;
        let model = state.model_mut(&self.model)?;
        let position = model.position(&self.new)?;
        let field = &mut model.fields[position];
        if let Some(column) = field.column_mut() {
            column.column = self.column.clone().unwrap_or_else(|| self.new.clone());
        } else if let Some(relation) = field.many_to_many_mut()
            && let Links::JoinTable { table, .. } = &mut relation.links
            && let Some(new) = &self.join_table
        {
            table.clone_from(new);
        }
        Ok(())
    }

    fn moves(&self, from: &ProjectState) -> Result<Moves> {
        let mut moves = Moves::none();
        let field = from.require(&self.model)?.require_field(&self.old)?;
        if field.column().is_some() {
            let owner = Owner::Model(self.model.clone());
            moves.slot((&owner, &self.old), (&owner, &self.new));
        } else {
            moves.owner(
                Owner::Join(self.model.clone(), self.old.clone()),
                Owner::Join(self.model.clone(), self.new.clone()),
            );
        }
        Ok(moves)
    }
}
