//! One row by its primary key.

use smallvec::SmallVec;
use throughline_core::{ModelDef, Value};

use super::{Plan, Shape};

/// The values of a primary key. Those of most are on the stack.
pub type KeyValues = SmallVec<[Value; 1]>;

/// All columns of the row with that primary key. The same as a [`Select`](super::Select) with that
/// condition, and made without one: nothing is asked for more often.
#[derive(Debug, Clone)]
pub struct RowByKey {
    /// The model.
    pub model: &'static ModelDef,
    /// The values of its primary key, in order.
    pub key: KeyValues,
}

impl Plan for RowByKey {
    fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(b'k');
        shape.pointer(self.model);
        for value in &self.key {
            shape.value(value);
        }
    }

    fn is_single(&self) -> bool {
        true
    }
}
