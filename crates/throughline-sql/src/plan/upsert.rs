//! Rows that are made together with their links, or that a unique key decides about: by one
//! statement, on engines that can ([`Capabilities`](crate::dialect::Capabilities) says which).

use throughline_core::{FieldDef, ModelDef, Relation, Value, ValueRef};

use super::{Insert, Plan, Shape};

/// A new row with a link to it. Its columns come back.
#[derive(Debug, Clone)]
pub struct InsertLinked {
    /// The row.
    pub insert: Insert,
    /// The link.
    pub link: NewLink,
}

/// A link to a row that the same statement makes or finds.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The relation, from the side of the owner.
    pub relation: Relation,
    /// The owner's key.
    pub owner: Value,
    /// The columns of the through model.
    pub shared_fields: Vec<&'static FieldDef>,
    /// Their values.
    pub shared: Vec<Value>,
    /// The columns whose values differ between the two directions of a symmetrical relation.
    pub row_fields: Vec<&'static FieldDef>,
    /// Their values: those of the link from the owner, and of the one back to it, if there is one.
    pub rows: Vec<Vec<Value>>,
}

/// The row that has these values of a unique key: it is made if there is none; else it gets those
/// of its new values that it has not.
///
/// Its columns come back, behind them what was [`Done`], and behind that whether the link is new if
/// there is one. No row comes back if a rival has made, changed or removed the row meanwhile: then the
/// statement has done nothing and is sent again. A row that is as it should be is not written.
#[derive(Debug, Clone)]
pub struct Upsert {
    /// The model.
    pub model: &'static ModelDef,
    /// The fields of a new row that are given a value.
    pub fields: Vec<&'static FieldDef>,
    /// Their values. Where the dialect has [marks](crate::dialect::Marks) there may be those of several rows,
    /// one behind the other: each is decided about in its turn, and they come back in their order.
    pub values: Vec<Value>,
    /// Which of the fields are the key; none of their values is null.
    pub key: Vec<usize>,
    /// Which of the fields a row that is there gets.
    pub changes: Vec<usize>,
    /// The fields that are set where one of the changes is another value, and only there.
    pub touched_fields: Vec<&'static FieldDef>,
    /// Their values.
    pub touched: Vec<Value>,
    /// Which of the fields says whose the row is. That of another owner is left as it is, and comes
    /// back as [`Done::Kept`].
    pub owner: Option<usize>,
    /// A link to the row.
    pub link: Option<NewLink>,
}

/// What an [`Upsert`] did, told as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// There was no row: it was made.
    Made = 1,
    /// There was a row, and it was changed.
    Changed = 2,
    /// There was a row, and it is as it was.
    Kept = 3,
    /// There was another row, which has the values of another unique key: nothing was done.
    Collided = 4,
}

impl Done {
    /// What a value of the column means that tells it.
    #[must_use]
    pub const fn of(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Int(1) => Some(Done::Made),
            ValueRef::Int(2) => Some(Done::Changed),
            ValueRef::Int(3) => Some(Done::Kept),
            ValueRef::Int(4) => Some(Done::Collided),
            _ => None,
        }
    }
}

impl Upsert {
    /// The fields at these places, with their values, of the first row.
    pub(crate) fn at<'p>(
        &'p self,
        places: &'p [usize],
    ) -> impl Iterator<Item = (&'static FieldDef, &'p Value)> {
        places
            .iter()
            .map(|&place| (self.fields[place], &self.values[place]))
    }
}

impl NewLink {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.relations(&[self.relation]);
        shape.value(&self.owner);
        shape.fields(&self.shared_fields);
        self.shared.iter().for_each(|value| shape.value(value));
        shape.fields(&self.row_fields);
        shape.length(self.rows.len());
        for value in self.rows.iter().flatten() {
            shape.value(value);
        }
    }
}

impl Plan for InsertLinked {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'L');
        self.insert.shape(shape);
        self.link.shape(shape);
    }
}

impl Plan for Upsert {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'^');
        shape.pointer(self.model);
        shape.fields(&self.fields);
        shape.length(self.values.len());
        self.values.iter().for_each(|value| shape.value(value));
        for places in [&self.key, &self.changes] {
            shape.length(places.len());
            places.iter().for_each(|&place| shape.length(place));
        }
        shape.fields(&self.touched_fields);
        self.touched.iter().for_each(|value| shape.value(value));
        shape.length(self.owner.map_or(0, |place| place + 1));
        shape.tag(u8::from(self.link.is_some()));
        if let Some(link) = &self.link {
            link.shape(shape);
        }
    }
}
