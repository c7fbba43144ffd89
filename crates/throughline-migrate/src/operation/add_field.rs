//! A new field: a column, or a join table.

use throughline_core::{Result, names};

use super::Behavior;
use crate::problem;
use crate::schema_editor::{SchemaEditor, column_type, join_table};
use crate::state::{Field, Literal, ProjectState};

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

    fn database_forwards(
        &self,
        editor: &mut SchemaEditor,
        from: &ProjectState,
        to: &ProjectState,
    ) -> Result<()> {
        if let Some(table) = join_table(to, &self.model, &self.field)? {
            editor.create_table(&table);
            return Ok(());
        }
        let Some(column) = self.field.column() else {
            return Ok(());
        };
        let mut fills = Vec::new();
        if let Some(fill) = &self.fill {
            let value = fill.to_value(column_type(to, column)?).ok_or_else(|| {
                problem(format!(
                    "the `fill` of `{}.{}` is no value of its type",
                    self.model, self.field.name
                ))
            })?;
            fills.push((column.column.clone(), value));
        }
        editor.alter_model(&self.model, from, to, &fills)
    }
}
