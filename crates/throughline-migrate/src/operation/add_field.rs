//! A new field: a column, or a join table.

use throughline_core::{Result, names};
use throughline_sql::schema::SchemaRules;

use super::{Behavior, Direction, fill_value};
use crate::loss::Loss;
use crate::schema_editor::{Owner, Transition};
use crate::state::{Column, Field, Literal, ProjectState};

/// A new field: a column, or a join table.
#[derive(Debug, Clone, PartialEq)]
pub struct AddField {
    /// The model.
    pub model: String,
    /// The field.
    pub field: Field,
    /// What the rows that are there get in the new column. The database keeps nothing of it.
    pub fill: Option<Literal>,
}

impl Behavior for AddField {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!(
            "+ Add field {} to {}{}",
            self.field.name,
            self.model,
            self.field.relation_note()
        )
    }

    fn fragment(&self) -> String {
        format!("{}_{}", names::table(&self.model).as_str(), self.field.name)
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        state.add_field(&self.model, self.field.clone())
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
            return Ok(transition);
        }
        let place = (Owner::Model(self.model.clone()), self.field.name.clone());
        if let Some(fill) = &self.fill {
            let value = fill_value(after, &self.model, &self.field.name, fill)?;
            transition.fills.push((place.0, place.1, value));
        } else if self.field.column().is_some_and(Column::is_numbered) {
            transition.numbers.push(place);
        }
        Ok(transition)
    }

    fn undo_loses(&self, state: &ProjectState, rules: &SchemaRules) -> Result<Vec<Loss>> {
        let loss = Loss::field(state, &self.model, &self.field, rules)?;
        Ok(loss.into_iter().collect())
    }
}
