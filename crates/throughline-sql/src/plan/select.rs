//! Reading rows.

use throughline_core::{ModelDef, Relation, Value};

use super::{Condition, FieldPath, Plan, Shape};

/// A query of one model.
#[derive(Debug, Clone)]
pub struct Select {
    /// Which rows to begin with.
    pub source: Source,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
    /// The order of the rows.
    pub order: Vec<Order>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Without the first so many rows. Needs a limit: no engine but PostgreSQL has an `OFFSET`
    /// without one.
    pub offset: Option<u64>,
    /// What is asked of each row, or of all of them.
    pub output: Output,
}

/// The rows that a query begins with.
#[derive(Debug, Clone)]
pub enum Source {
    /// All rows of a model.
    Model(&'static ModelDef),
    /// The rows at the far end of a relation, for the near row with that key.
    Related(Relation, Value),
}

/// What a query gives.
#[derive(Debug, Clone)]
pub enum Output {
    /// All columns of the model, in order of declaration.
    Rows,
    /// All columns of the model, then all of the through model of a related source.
    RowsWithLink,
    /// The number of rows.
    Count,
    /// One row with a constant if there is any row, else none.
    Exists,
    /// One column.
    Field(FieldPath),
}

/// One term of an ordering.
#[derive(Debug, Clone)]
pub struct Order {
    /// The column. Its path crosses no relation to many rows.
    pub path: FieldPath,
    /// Greatest first.
    pub descending: bool,
}

impl Select {
    /// All rows of that source.
    #[must_use]
    pub const fn new(source: Source) -> Self {
        Select {
            source,
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            output: Output::Rows,
        }
    }

    /// The model whose rows are read.
    #[must_use]
    pub fn model(&self) -> &'static ModelDef {
        match &self.source {
            Source::Model(model) => model,
            Source::Related(relation, _) => relation.far().model,
        }
    }

    /// Whether it takes a part of the rows by their place.
    #[must_use]
    pub const fn is_sliced(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }

    /// Whether its result depends on the order: how many rows there are does not.
    #[must_use]
    pub const fn is_ordered(&self) -> bool {
        !self.order.is_empty() && !matches!(self.output, Output::Count | Output::Exists)
    }
}

impl Plan for Select {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'S');
        match &self.source {
            Source::Model(model) => {
                shape.tag(0);
                shape.pointer(*model);
            }
            Source::Related(relation, owner) => {
                shape.tag(1);
                shape.relations(&[*relation]);
                shape.value(owner);
            }
        }
        match &self.output {
            Output::Rows => shape.tag(0),
            Output::RowsWithLink => shape.tag(4),
            Output::Count => shape.tag(1),
            Output::Exists => shape.tag(2),
            Output::Field(path) => {
                shape.tag(3);
                path.shape(shape);
            }
        }
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
        self.finds_nothing()
    }
}
