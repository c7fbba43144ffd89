//! A many-to-many field that the other model declares from now on.

use throughline_core::Result;

use super::{Behavior, fragment_of};
use crate::problem;
use crate::schema_editor::{Moves, Owner, SOURCE, TARGET};
use crate::state::{Field, ProjectState};

/// A many-to-many field that is declared by its target from now on. Every link stays.
#[derive(Debug, Clone, PartialEq)]
pub struct MoveRelation {
    /// The model that declares it until now.
    pub model: String,
    /// The field there.
    pub field: String,
    /// The model that declares it from now on.
    pub to_model: String,
    /// The field there.
    pub to_field: Field,
}

impl Behavior for MoveRelation {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!(
            "~ Move relation {}.{} to {}.{}",
            self.model, self.field, self.to_model, self.to_field.name
        )
    }

    fn fragment(&self) -> String {
        format!(
            "move_{}_{}_to_{}",
            fragment_of(&self.model),
            self.field,
            fragment_of(&self.to_model)
        )
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let removed = state.remove_field(&self.model, &self.field)?;
        state.add_field(&self.to_model, self.to_field.clone())?;
        let ends = removed.many_to_many().zip(self.to_field.many_to_many());
        match ends {
            Some((old, new))
                if old.to == self.to_model
                    && new.to == self.model
                    && old.through().is_some() == new.through().is_some() =>
            {
                Ok(())
            }
            _ => Err(problem(format!(
                "`{}.{}` and `{}.{}` are no two ends of one many-to-many relation",
                self.model, self.field, self.to_model, self.to_field.name
            ))),
        }
    }

    fn moves(&self, _: &ProjectState) -> Result<Moves> {
        let mut moves = Moves::none();
        let before = Owner::Join(self.model.clone(), self.field.clone());
        let after = Owner::Join(self.to_model.clone(), self.to_field.name.clone());
        moves.owner(before.clone(), after.clone());
        moves.slot((&before, SOURCE), (&after, TARGET));
        moves.slot((&before, TARGET), (&after, SOURCE));
        Ok(moves)
    }
}
