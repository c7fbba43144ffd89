//! A column, reached over any number of relations.

use throughline_core::{FieldDef, Relation};

use super::Shape;

/// A column of the model where the path ends.
#[derive(Debug, Clone)]
pub struct FieldPath {
    /// Where the path begins: 0 is the row that is queried (inside a condition on related rows,
    /// the related row), `n` the row that the `n`-th [`Each`] of the query joins to it.
    pub start: usize,
    /// The relations to follow from there.
    pub relations: Vec<Relation>,
    /// The column at the end.
    pub field: &'static FieldDef,
}

/// Rows that are joined to each row of a query: it comes once with each of them.
#[derive(Debug, Clone)]
pub struct Each {
    /// Where the path begins: 0 is the row that is queried, `n` the row of the `n`-th before.
    pub start: usize,
    /// The relations to follow from there; the last one, and no other, leads to many rows.
    pub relations: Vec<Relation>,
    /// Whether a row that has none comes all the same, once, with nulls.
    pub outer: bool,
}

/// The way to related rows.
#[derive(Debug, Clone)]
pub struct Way {
    /// Where it begins, as in [`FieldPath`].
    pub start: usize,
    /// The relations to follow from there.
    pub relations: Vec<Relation>,
}

impl Way {
    pub(super) fn shape(&self, shape: &mut Shape<'_>) {
        shape.length(self.start);
        shape.relations(&self.relations);
    }
}

impl From<Vec<Relation>> for Way {
    fn from(relations: Vec<Relation>) -> Self {
        Way {
            start: 0,
            relations,
        }
    }
}

impl FieldPath {
    /// A column of the model that is queried.
    #[must_use]
    pub const fn own(field: &'static FieldDef) -> Self {
        FieldPath::over(Vec::new(), field)
    }

    /// A column at the end of these relations.
    #[must_use]
    pub const fn over(relations: Vec<Relation>, field: &'static FieldDef) -> Self {
        FieldPath {
            start: 0,
            relations,
            field,
        }
    }

    /// Whether the path may end in null although the column takes none, or the column takes it.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        self.start > 0 || self.field.nullable || self.relations.iter().any(Relation::is_optional)
    }

    /// Whether more than the table of the model that is queried is read for it. The key that a
    /// foreign key of the model points to is in the model's own table.
    #[must_use]
    pub fn reads_other_tables(&self) -> bool {
        match self.relations.as_slice() {
            _ if self.start > 0 => true,
            [] => false,
            [only] => only.own_column().is_none() || only.far().key.name != self.field.name,
            _ => true,
        }
    }

    /// Whether it crosses a relation to many rows.
    #[must_use]
    pub fn is_multiple(&self) -> bool {
        self.relations.iter().any(Relation::is_multiple)
    }

    pub(super) fn shape(&self, shape: &mut Shape<'_>) {
        shape.length(self.start);
        shape.relations(&self.relations);
        shape.pointer(self.field);
    }
}

impl Each {
    pub(super) fn shape(&self, shape: &mut Shape<'_>) {
        shape.length(self.start);
        shape.relations(&self.relations);
        shape.tag(u8::from(self.outer));
    }
}
