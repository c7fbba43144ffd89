//! Links that go and links that come, by one statement.

use super::{Plan, Shape};

/// A delete and an insert of links that have no link in common, for engines that
/// [write within `WITH`](crate::dialect::Capabilities::writes_in_with). Each row of the result has
/// the columns that these give back, and then 1 for a link that is new, 0 for one that is gone.
#[derive(Debug, Clone)]
pub struct LinkDiff<D, I> {
    /// The links that go.
    pub delete: D,
    /// The links that come.
    pub insert: I,
}

impl<D: Plan, I: Plan> Plan for LinkDiff<D, I> {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'/');
        self.delete.shape(shape);
        self.insert.shape(shape);
    }
}
