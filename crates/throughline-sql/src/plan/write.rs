//! Writing rows of models.

use throughline_core::{FieldDef, ModelDef, Value};

use super::{Operand, Plan, Select, Shape, ValueRows};

/// New rows: one, or several with values for the same fields.
#[derive(Debug, Clone)]
pub struct Insert {
    /// The model.
    pub model: &'static ModelDef,
    /// The fields that are given a value; the database fills the others.
    pub fields: Vec<&'static FieldDef>,
    /// Their values, row after row.
    pub values: Vec<Value>,
    /// On which conflict a row that exists is left as it is, and the new one is passed over.
    pub on_conflict: Option<OnConflict>,
    /// Whether the new rows are counted, and not wanted back.
    pub counted: bool,
}

/// New rows as one parameter for each field, whatever their number: for engines that take
/// [arrays](crate::dialect::Capabilities::arrays).
#[derive(Debug, Clone)]
pub struct InsertRows {
    /// The model.
    pub model: &'static ModelDef,
    /// The fields that are given a value; the database fills the others.
    pub fields: Vec<&'static FieldDef>,
    /// Their values, a list for each row.
    pub rows: ValueRows,
    /// On which conflict a row that exists is left as it is, and the new one is passed over.
    pub on_conflict: Option<OnConflict>,
    /// Whether the new rows are counted, and not wanted back.
    pub counted: bool,
}

/// With which rows a new one may collide.
#[derive(Debug, Clone, Copy)]
pub enum OnConflict {
    /// With one that has the same values for a key, given by the positions of its fields.
    Key(&'static [usize]),
    /// With one that has the same values for the primary key or for any unique key.
    Any,
}

/// Changes to all rows of a query.
#[derive(Debug, Clone)]
pub struct Update {
    /// The rows.
    pub select: Select,
    /// The changes.
    pub assignments: Vec<Assignment>,
    /// Whether the changed rows are wanted back.
    pub returning: bool,
}

/// A field of the model and its new value.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The field.
    pub field: &'static FieldDef,
    /// The value, or a column of the same row.
    pub operand: Operand,
}

/// Deletes all rows of a query.
#[derive(Debug, Clone)]
pub struct Delete {
    /// The rows.
    pub select: Select,
}

impl Plan for Insert {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'I');
        shape.pointer(self.model);
        shape.fields(&self.fields);
        shape.length(self.values.len());
        for value in &self.values {
            shape.value(value);
        }
        conflict(self.on_conflict.as_ref(), shape);
        shape.tag(u8::from(self.counted));
    }
}

impl Plan for InsertRows {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'i');
        shape.pointer(self.model);
        shape.fields(&self.fields);
        shape.rows(&self.rows);
        conflict(self.on_conflict.as_ref(), shape);
        shape.tag(u8::from(self.counted));
    }
}

fn conflict(on_conflict: Option<&OnConflict>, shape: &mut Shape<'_>) {
    match on_conflict {
        None => shape.tag(0),
        Some(OnConflict::Any) => shape.tag(2),
        Some(OnConflict::Key(key)) => {
            shape.tag(1);
            shape.length(key.len());
            key.iter().for_each(|&position| shape.length(position));
        }
    }
}

impl Plan for Update {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'U');
        shape.tag(u8::from(self.returning));
        shape.length(self.assignments.len());
        for assignment in &self.assignments {
            shape.fields(&[assignment.field]);
            assignment.operand.shape(shape);
        }
        self.select.shape(shape);
    }

    fn is_never(&self) -> bool {
        self.select.is_never()
    }
}

impl Plan for Delete {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'D');
        self.select.shape(shape);
    }

    fn is_never(&self) -> bool {
        self.select.is_never()
    }
}
