//! Reading rows.

use throughline_core::{ModelDef, Relation, Value};

use super::{Aggregate, Condition, Each, Operand, Plan, Shape};

/// A query of one model.
#[derive(Debug, Clone)]
pub struct Select {
    /// Which rows to begin with.
    pub source: Source,
    /// What each row comes with, once for each of them.
    pub each: Vec<Each>,
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
    /// What rows are grouped by, for [`Output::Aggregates`]: one row for each group, its values
    /// first.
    pub group: Vec<Operand>,
    /// More columns behind those of the rows.
    pub extra: Vec<Operand>,
    /// Whether results that are equal come once.
    pub distinct: bool,
    /// Whether a row that comes several times, with others that are joined to it, comes at the
    /// first of its places alone.
    pub once: bool,
    /// How the rows are locked until the end of the transaction.
    pub lock: Option<Lock>,
}

/// How rows are locked until the end of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Waits for rows that another transaction has locked.
    Wait,
    /// The same, and others may make rows that point to these, where the engine tells that apart.
    WaitPointedTo,
    /// Leaves them out.
    SkipLocked,
    /// Fails on them.
    NoWait,
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
    /// These columns.
    Columns(Vec<Operand>),
    /// The number of different results that these columns have, or of all of them.
    CountColumns(Vec<Operand>),
    /// One row with these numbers, made of all rows; or one of each group.
    Aggregates(Vec<Aggregate>),
}

/// One term of an ordering.
#[derive(Debug, Clone)]
pub struct Order {
    /// The column. Its path crosses no relation to many rows.
    pub operand: Operand,
    /// Greatest first.
    pub descending: bool,
    /// Where nulls are. If nothing is said they are greater than all values, on every engine.
    pub nulls: Option<Nulls>,
}

/// Where nulls are in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// Behind all values.
    Last,
}

impl Order {
    /// Smallest first, or greatest first.
    #[must_use]
    pub fn by(operand: impl Into<Operand>, descending: bool) -> Self {
        Order {
            operand: operand.into(),
            descending,
            nulls: None,
        }
    }

    /// Where nulls are.
    #[must_use]
    pub const fn nulls(&self) -> Nulls {
        match (self.nulls, self.descending) {
            (Some(nulls), _) => nulls,
            (None, false) => Nulls::Last,
            (None, true) => Nulls::First,
        }
    }

    pub(super) fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        self.operand.shape(shape);
        shape.tag(u8::from(self.descending));
        shape.tag(match self.nulls() {
            Nulls::First => 0,
            Nulls::Last => 1,
        });
    }
}

impl Select {
    /// All rows of that source.
    #[must_use]
    pub const fn new(source: Source) -> Self {
        Select {
            source,
            each: Vec::new(),
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            output: Output::Rows,
            group: Vec::new(),
            extra: Vec::new(),
            distinct: false,
            once: false,
            lock: None,
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

    /// Gives an offset without a limit the greatest one there is: no engine but PostgreSQL has an
    /// `OFFSET` without a `LIMIT`.
    pub fn limit_the_offset(&mut self) {
        if self.offset.is_some() && self.limit.is_none() {
            self.limit = Some(i64::MAX.unsigned_abs());
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
        let unordered = matches!(
            self.output,
            Output::Count | Output::CountColumns(_) | Output::Exists | Output::Aggregates(_)
        );
        !self.order.is_empty() && (!unordered || !self.group.is_empty())
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
            Output::Columns(columns) | Output::CountColumns(columns) => {
                shape.tag(if matches!(self.output, Output::Columns(_)) {
                    3
                } else {
                    5
                });
                shape.operands(columns);
            }
            Output::Aggregates(aggregates) => {
                shape.tag(6);
                shape.length(aggregates.len());
                for aggregate in aggregates {
                    aggregate.shape(shape);
                }
            }
        }
        shape.operands(&self.group);
        shape.operands(&self.extra);
        shape.tag(u8::from(self.distinct) | u8::from(self.once) << 1);
        shape.tag(match self.lock {
            None => 0,
            Some(Lock::Wait) => 1,
            Some(Lock::SkipLocked) => 2,
            Some(Lock::NoWait) => 3,
            Some(Lock::WaitPointedTo) => 4,
        });
        if self.lock.is_some() {
            shape.set_locks();
        }
        shape.length(self.each.len());
        for each in &self.each {
            each.shape(shape);
        }
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
        self.finds_nothing()
    }
}
