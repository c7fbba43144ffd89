//! The related rows of many rows at once.

use throughline_core::{Relation, Value};

use super::{Condition, Order, Plan, Shape};

/// The rows at the far end of a relation for many rows at its near end. Each row of the result
/// begins with the near key.
#[derive(Debug, Clone)]
pub struct Children {
    /// The relation: any but a foreign key seen forward.
    pub relation: Relation,
    /// The keys at the near end.
    pub owners: Vec<Value>,
    /// All of these must hold for a far row.
    pub conditions: Vec<Condition>,
    /// The order of the far rows.
    pub order: Vec<Order>,
    /// At most so many far rows for each near row.
    pub limit: Option<u64>,
    /// Without the first so many far rows of each near row.
    pub offset: Option<u64>,
    /// What is asked.
    pub output: ChildOutput,
}

/// What is asked of the related rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChildOutput {
    /// All columns of the far model.
    Rows,
    /// How many there are for each near row that has any.
    Count,
}

impl Children {
    /// All related rows of these owners.
    #[must_use]
    pub const fn new(relation: Relation, owners: Vec<Value>) -> Self {
        Children {
            relation,
            owners,
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            output: ChildOutput::Rows,
        }
    }

    /// Whether it takes a part of each owner's rows by their place.
    #[must_use]
    pub const fn is_sliced(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}

impl Plan for Children {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'C');
        shape.relations(&[self.relation]);
        shape.list(&self.owners);
        shape.tag(self.output as u8);
        shape.length(self.conditions.len());
        for condition in &self.conditions {
            condition.shape(shape);
        }
        shape.length(self.order.len());
        for order in &self.order {
            order.path.shape(shape);
            shape.tag(u8::from(order.descending));
        }
        shape.count(self.limit.as_ref());
        shape.count(self.offset.as_ref());
    }
    fn is_never(&self) -> bool {
        super::never::any_is_never(&self.conditions)
    }
}
