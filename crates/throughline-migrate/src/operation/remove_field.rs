//! A field that goes.

use throughline_core::Result;
use throughline_sql::schema::SchemaRules;

use super::{Behavior, Direction, fill_value, fragment_of};
use crate::loss::Loss;
use crate::problem;
use crate::schema_editor::{Owner, Transition};
use crate::state::{Column, Links, Literal, ProjectState};

/// A field that goes, with its column or its join table.
///
/// On the way back it comes back empty; a column that takes no null needs a `fill_back` for that,
/// unless there are no rows. A file says `lossy = true`, but for a relation through a model, whose links stay.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoveField {
    /// The model.
    pub model: String,
    /// The field.
    pub field: String,
    /// Whether a column or links are lost. Must be so unless none can be.
    pub lossy: bool,
    /// What the rows get in the column when it comes back.
    pub fill_back: Option<Literal>,
}

impl Behavior for RemoveField {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        let lost = if self.lossy {
            " (its values are lost)"
        } else {
            ""
        };
        format!("- Remove field {} from {}{lost}", self.field, self.model)
    }

    fn fragment(&self) -> String {
        format!("remove_{}_{}", fragment_of(&self.model), self.field)
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let field = state.remove_field(&self.model, &self.field)?;
        let links = field.many_to_many().map(|relation| &relation.links);
        let keeps = matches!(links, Some(Links::Through { .. }));
        if keeps || self.lossy {
            return Ok(());
        }
        Err(problem(format!(
            "`{}.{}` would be lost with its values, and the operation does not say so",
            self.model, self.field
        ))
        .with_hint("write `lossy = true` below it, if that is what you want"))
    }

    fn transition(
        &self,
        direction: Direction,
        _: &ProjectState,
        after: &ProjectState,
        _: &SchemaRules,
    ) -> Result<Transition> {
        let mut transition = Transition::default();
        if direction == Direction::Backwards {
            // Besides, numbers are the one thing that can be given anew.
            let field = after.require(&self.model)?.require_field(&self.field)?;
            let owner = Owner::Model(self.model.clone());
            if let Some(fill) = &self.fill_back {
                let value = fill_value(after, &self.model, &self.field, fill)?;
                transition.fills.push((owner, self.field.clone(), value));
            } else if field.column().is_some_and(Column::is_numbered) {
                transition.numbers.push((owner, self.field.clone()));
            }
        }
        Ok(transition)
    }

    fn loses_data(&self) -> bool {
        self.lossy
    }

    fn undo_loses(&self, _: &ProjectState, _: &SchemaRules) -> Result<Vec<Loss>> {
        let what = format!("what was in {}.{}", self.model, self.field);
        Ok(self.lossy.then(|| Loss::gone(what)).into_iter().collect())
    }
}
