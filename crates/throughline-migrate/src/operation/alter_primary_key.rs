//! Another field as the primary key.

use throughline_core::Result;
use throughline_sql::schema::SchemaRules;

use super::{Behavior, Direction, fragment_of};
use crate::schema_editor::{Rekeyed, Transition};
use crate::state::ProjectState;

/// Another field, or other fields, as the primary key of a model.
///
/// Both the old key and the new one are fields of the model before and after it. The foreign
/// keys that lead to the model get the values of the new key, each found by the old one. The
/// table and all that point to it are rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterPrimaryKey {
    /// The model.
    pub model: String,
    /// The fields of the key from now on.
    pub fields: Vec<String>,
}

impl Behavior for AlterPrimaryKey {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        let fields = self.fields.join(", ");
        format!("~ Change the primary key of {} to ({fields})", self.model)
    }

    fn fragment(&self) -> String {
        format!("{}_primary_key", fragment_of(&self.model))
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let model = state.model_mut(&self.model)?;
        for field in &self.fields {
            model.require_column(field)?;
        }
        model.primary_key.clone_from(&self.fields);
        Ok(())
    }

    fn transition(
        &self,
        _: Direction,
        before: &ProjectState,
        after: &ProjectState,
        _: &SchemaRules,
    ) -> Result<Transition> {
        let mut transition = Transition::default();
        let keys = [before.require(&self.model)?, after.require(&self.model)?];
        // Nothing can point to a key of several fields.
        if let [[old], [new]] = keys.map(|model| model.primary_key.as_slice()) {
            let column = |name: &str| Ok(keys[1].require_column(name)?.column.clone());
            transition.rekeyed = Some(Rekeyed {
                model: self.model.clone(),
                old: column(old)?,
                new: column(new)?,
            });
        }
        Ok(transition)
    }
}
