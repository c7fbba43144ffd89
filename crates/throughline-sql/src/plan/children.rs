//! The related rows of many rows at once.

use throughline_core::{Relation, Value};

use super::{Aggregate, Condition, Operand, Order, Plan, Shape};

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
    /// More columns behind those of the rows.
    pub extra: Vec<Operand>,
}

/// What is asked of the related rows.
#[derive(Debug, Clone)]
pub enum ChildOutput {
    /// All columns of the far model.
    Rows,
    /// All columns of the far model, then all of the through model: once for each link.
    RowsWithLink,
    /// A number for each near row that has any. Its path begins at the far rows.
    Aggregate(Aggregate),
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
            extra: Vec::new(),
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
        match &self.output {
            ChildOutput::Rows => shape.tag(0),
            ChildOutput::RowsWithLink => shape.tag(1),
            ChildOutput::Aggregate(aggregate) => {
                shape.tag(2);
                aggregate.shape(shape);
            }
        }
        shape.operands(&self.extra);
        shape.length(self.conditions.len());
        for condition in &self.conditions {
            condition.shape(shape);
        }
        shape.length(self.order.len());
        for order in &self.order {
            order.shape(shape);
        }
        shape.count(self.limit.as_ref());
        shape.count(self.offset.as_ref());
    }

    fn is_never(&self) -> bool {
        let counted = match &self.output {
            ChildOutput::Aggregate(aggregate) => aggregate.conditions.as_slice(),
            ChildOutput::Rows | ChildOutput::RowsWithLink => &[],
        };
        self.owners.is_empty()
            || super::never::any_is_never(&self.conditions)
            || super::never::any_is_never(counted)
    }
}
