//! The related rows of many rows at once.

use throughline_core::{Relation, Value};

use super::{Aggregate, Condition, Operand, Order, Plan, Select, Shape};

/// The rows at the far end of a relation for many rows at its near end. Each row of the result
/// begins with the near key.
#[derive(Debug, Clone)]
pub struct Children {
    /// The relation: any but a foreign key seen forward.
    pub relation: Relation,
    /// The rows at the near end.
    pub owners: Owners,
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
    /// This column of each far row, and nothing else.
    pub only: Option<Operand>,
}

/// Rows that have related ones, by their keys.
#[derive(Debug, Clone)]
pub enum Owners {
    /// Those with these keys.
    Keys(Vec<Value>),
    /// Those whose keys a query finds. It has no other column.
    Found(Box<Select>),
    /// Those whose keys are among the related rows of others: the [`only`](Children::only) column.
    Related(Box<Children>),
}

/// What is asked of the related rows.
#[derive(Debug, Clone)]
pub enum ChildOutput {
    /// All columns of the far model.
    Rows,
    /// All columns of the far model, then all of the through model: once for each link.
    RowsWithLink,
    /// The far key of each link, from the join table alone.
    Links,
    /// A number for each near row that has any. Its path begins at the far rows.
    Aggregate(Aggregate),
}

impl Children {
    /// All related rows of these owners.
    #[must_use]
    pub fn new(relation: Relation, owners: impl Into<Owners>) -> Self {
        Children {
            relation,
            owners: owners.into(),
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            output: ChildOutput::Rows,
            extra: Vec::new(),
            only: None,
        }
    }

    /// Whether it takes all far rows of each owner, over links that come once, and no column of these.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.conditions.is_empty()
            && !self.is_sliced()
            && matches!(self.output, ChildOutput::Rows)
            && self.relation.link().is_some_and(|link| link.unique)
    }

    /// Whether it takes a part of each owner's rows by their place.
    #[must_use]
    pub const fn is_sliced(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}

impl From<Vec<Value>> for Owners {
    fn from(keys: Vec<Value>) -> Self {
        Owners::Keys(keys)
    }
}

impl Owners {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        match self {
            Owners::Keys(keys) => {
                shape.tag(0);
                shape.list(keys);
            }
            Owners::Found(select) => {
                shape.tag(1);
                select.shape(shape);
            }
            Owners::Related(children) => {
                shape.tag(2);
                children.shape(shape);
            }
        }
    }

    /// Whether there surely are none.
    fn are_none(&self) -> bool {
        match self {
            Owners::Keys(keys) => keys.is_empty(),
            Owners::Found(select) => select.is_never(),
            Owners::Related(children) => children.is_never(),
        }
    }
}

impl Plan for Children {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'C');
        shape.relations(&[self.relation]);
        self.owners.shape(shape);
        match &self.output {
            ChildOutput::Rows => shape.tag(0),
            ChildOutput::RowsWithLink => shape.tag(1),
            ChildOutput::Links => shape.tag(3),
            ChildOutput::Aggregate(aggregate) => {
                shape.tag(2);
                aggregate.shape(shape);
            }
        }
        shape.operands(&self.extra);
        shape.operands(self.only.as_slice());
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
            ChildOutput::Rows | ChildOutput::RowsWithLink | ChildOutput::Links => &[],
        };
        self.owners.are_none()
            || super::never::any_is_never(&self.conditions)
            || super::never::any_is_never(counted)
    }
}
