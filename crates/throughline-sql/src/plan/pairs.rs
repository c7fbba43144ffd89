//! Links as pairs of keys: of many owners at once, and of symmetrical relations, which keep each
//! link in both directions.

use throughline_core::{FieldDef, Relation, Value};

use super::{LinkDelete, Plan, Select, Shape, ValueRows};

/// New links. Those that exist are left as they are.
#[derive(Debug, Clone)]
pub struct PairInsert {
    /// The relation.
    pub relation: Relation,
    /// One row a link: the near key, the far key, then the values of `row_fields`.
    pub rows: ValueRows,
    /// The columns of the through model whose values differ from link to link.
    pub row_fields: Vec<&'static FieldDef>,
    /// The columns of the through model that every new link shares.
    pub shared_fields: Vec<&'static FieldDef>,
    /// Their values.
    pub shared: Vec<Value>,
    /// Whether the number of the new ones is enough; else their near and far keys come back.
    pub counted: bool,
}

/// Links that are to go.
#[derive(Debug, Clone)]
pub struct PairDelete {
    /// The relation.
    pub relation: Relation,
    /// One row a link: the near and the far key.
    pub rows: ValueRows,
    /// Whether the number of rows that go is enough; else their near and far keys come back.
    pub counted: bool,
}

/// Links of one row that are to go, in both directions. Their near and far keys come back.
#[derive(Debug, Clone)]
pub struct MirrorDelete(pub LinkDelete);

/// All links of the rows that a query finds are to go.
#[derive(Debug, Clone)]
pub struct LinkClear {
    /// The relation.
    pub relation: Relation,
    /// The rows at its near end. It gives their keys, and is not sliced.
    pub owners: Select,
    /// Whether the number of rows that go is enough; else their near and far keys come back.
    pub counted: bool,
}

/// New values for columns of links. The near and far keys of the links that had others come back.
#[derive(Debug, Clone)]
pub struct PairUpdate {
    /// The relation.
    pub relation: Relation,
    /// One row a link: the near and the far key.
    pub rows: ValueRows,
    /// The columns of the through model.
    pub fields: Vec<&'static FieldDef>,
    /// Their values.
    pub values: Vec<Value>,
    /// So many of the columns, from the first on, decide whether a link differs.
    pub compared: usize,
}

impl Plan for PairInsert {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'p');
        shape.tag(u8::from(self.counted));
        shape.relations(&[self.relation]);
        shape.fields(&self.row_fields);
        shape.rows(&self.rows);
        shape.fields(&self.shared_fields);
        for value in &self.shared {
            shape.value(value);
        }
    }
}

impl Plan for PairDelete {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'd');
        shape.tag(u8::from(self.counted));
        shape.relations(&[self.relation]);
        shape.rows(&self.rows);
    }
}

impl Plan for MirrorDelete {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'm');
        self.0.shape(shape);
    }
}

impl Plan for LinkClear {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'c');
        shape.tag(u8::from(self.counted));
        shape.relations(&[self.relation]);
        self.owners.shape(shape);
    }

    fn is_never(&self) -> bool {
        self.owners.is_never()
    }
}

impl Plan for PairUpdate {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'u');
        shape.relations(&[self.relation]);
        shape.rows(&self.rows);
        shape.fields(&self.fields);
        shape.length(self.compared);
        for value in &self.values {
            shape.value(value);
        }
    }
}
