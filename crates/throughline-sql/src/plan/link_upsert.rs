//! Links that are made, or get the values that they have otherwise, by one statement.

use throughline_core::{FieldDef, Relation, Value};

use super::{Plan, Shape, ValueRows};

/// Links with these columns, whether they were there or not, on engines that tell outcomes.
///
/// The near and far key of each come back, and behind them what was [`Done`](super::Done) as a number.
/// One that a rival has made or changed meanwhile does not come back, and is asked for again.
#[derive(Debug, Clone)]
pub struct LinkUpsert {
    /// The relation. Each of its pairs is linked once at most.
    pub relation: Relation,
    /// The row from which all links begin, where it narrows the search for those that are there: no index
    /// has both keys of a link that may be there several times.
    pub owner: Option<Value>,
    /// One row a link: the near key, the far key, then the values of `row_fields`.
    pub rows: ValueRows,
    /// The columns of the through model whose values differ from link to link.
    pub row_fields: Vec<&'static FieldDef>,
    /// The columns of the through model that every new link shares.
    pub shared_fields: Vec<&'static FieldDef>,
    /// Their values.
    pub shared: Vec<Value>,
    /// Which of the shared fields a link that is there gets.
    pub changes: Vec<usize>,
    /// The fields that are set where one of the changes is another value, and only there.
    pub touched_fields: Vec<&'static FieldDef>,
    /// Their values.
    pub touched: Vec<Value>,
}

impl LinkUpsert {
    /// What a link that is there gets.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (&'static FieldDef, &Value)> {
        self.changes
            .iter()
            .map(|&place| (self.shared_fields[place], &self.shared[place]))
    }
}

impl Plan for LinkUpsert {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'~');
        shape.relations(&[self.relation]);
        shape.tag(u8::from(self.owner.is_some()));
        self.owner.iter().for_each(|owner| shape.value(owner));
        shape.fields(&self.row_fields);
        shape.rows(&self.rows);
        shape.fields(&self.shared_fields);
        self.shared.iter().for_each(|value| shape.value(value));
        shape.length(self.changes.len());
        self.changes.iter().for_each(|&place| shape.length(place));
        shape.fields(&self.touched_fields);
        self.touched.iter().for_each(|value| shape.value(value));
    }
}
