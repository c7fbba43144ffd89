//! Reading and writing the links of a many-to-many relation.

use throughline_core::{FieldDef, Relation, Value};

use super::{Plan, Shape, ValueRows};

/// New links from one row to others. Links that exist are left as they are; the far keys of the
/// new ones come back.
#[derive(Debug, Clone)]
pub struct LinkInsert {
    /// The relation, from the side of the owner.
    pub relation: Relation,
    /// The owner's key.
    pub owner: Value,
    /// One row a link: the far key, then the values of `row_fields`.
    pub rows: ValueRows,
    /// The columns of the through model whose values differ from link to link.
    pub row_fields: Vec<&'static FieldDef>,
    /// The columns of the through model that every new link shares.
    pub shared_fields: Vec<&'static FieldDef>,
    /// Their values.
    pub shared: Vec<Value>,
}

/// Links of one row that are to go. Their far keys come back.
#[derive(Debug, Clone)]
pub struct LinkDelete {
    /// The relation, from the side of the owner.
    pub relation: Relation,
    /// The owner's key.
    pub owner: Value,
    /// Which links.
    pub targets: Targets,
}

/// Which links of an owner.
#[derive(Debug, Clone)]
pub enum Targets {
    /// All.
    All,
    /// The one to this far key.
    One(Value),
    /// Those to these far keys.
    In(Vec<Value>),
    /// Those to any other than these far keys.
    NotIn(Vec<Value>),
}

/// A question to the links alone, without the rows at their far ends.
#[derive(Debug, Clone)]
pub struct LinkCount {
    /// The relation, from the side of the owner.
    pub relation: Relation,
    /// The owner's key.
    pub owner: Value,
    /// Only the link to this far key.
    pub target: Option<Value>,
    /// Rows with a constant, at most so many, rather than the number of links.
    pub rows: Option<u64>,
}

/// The far keys of the links of one row.
#[derive(Debug, Clone)]
pub struct LinkKeys {
    /// The relation, from the side of the owner.
    pub relation: Relation,
    /// The owner's key.
    pub owner: Value,
}

impl Plan for LinkInsert {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'+');
        shape.relations(&[self.relation]);
        shape.value(&self.owner);
        shape.fields(&self.row_fields);
        shape.rows(&self.rows);
        shape.fields(&self.shared_fields);
        for value in &self.shared {
            shape.value(value);
        }
    }
}

impl Plan for LinkDelete {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'-');
        shape.relations(&[self.relation]);
        shape.value(&self.owner);
        self.targets.shape(shape);
    }
}

impl Targets {
    /// Those to these far keys.
    #[must_use]
    pub fn these(keys: Vec<Value>) -> Self {
        match <[Value; 1]>::try_from(keys) {
            Ok([key]) => Targets::One(key),
            Err(keys) => Targets::In(keys),
        }
    }

    pub(super) fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        match self {
            Targets::All => shape.tag(0),
            Targets::One(key) => {
                shape.tag(3);
                shape.value(key);
            }
            Targets::In(keys) => {
                shape.tag(1);
                shape.list(keys);
            }
            Targets::NotIn(keys) => {
                shape.tag(2);
                shape.list(keys);
            }
        }
    }
}

impl Plan for LinkCount {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'#');
        shape.relations(&[self.relation]);
        shape.value(&self.owner);
        shape.count(self.rows.as_ref());
        shape.tag(u8::from(self.target.is_some()));
        if let Some(target) = &self.target {
            shape.value(target);
        }
    }
}

impl Plan for LinkKeys {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'=');
        shape.relations(&[self.relation]);
        shape.value(&self.owner);
    }
}
