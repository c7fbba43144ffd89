//! A column, reached over any number of relations.

use throughline_core::{FieldDef, Relation};

use super::Shape;

/// A column of the model where the path ends.
#[derive(Debug, Clone)]
pub struct FieldPath {
    /// The relations to follow, from the model that is queried.
    pub relations: Vec<Relation>,
    /// The column at the end.
    pub field: &'static FieldDef,
}

impl FieldPath {
    /// A column of the model that is queried.
    #[must_use]
    pub const fn own(field: &'static FieldDef) -> Self {
        FieldPath {
            relations: Vec::new(),
            field,
        }
    }

    /// Whether the path may end in null although the column takes none, or the column takes it.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        self.field.nullable || self.relations.iter().any(Relation::is_optional)
    }

    /// Whether more than the table of the model that is queried is read for it. The key that a
    /// foreign key of the model points to is in the model's own table.
    #[must_use]
    pub fn reads_other_tables(&self) -> bool {
        match self.relations.as_slice() {
            [] => false,
            [only] => only.own_column().is_none() || only.far().key.name != self.field.name,
            _ => true,
        }
    }

    pub(super) fn shape(&self, shape: &mut Shape<'_>) {
        shape.relations(&self.relations);
        shape.pointer(self.field);
    }
}
