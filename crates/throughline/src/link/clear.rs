//! `clear_all`: the links of all rows that a query finds.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result};
use throughline_sql::plan::{FieldPath, LinkClear, Output, Select};

use super::{gone, is_one_row};

/// Takes the links of these rows away, and counts them.
#[derive(Clone)]
pub(crate) struct ClearAll {
    pub(crate) relation: Relation,
    /// The rows; not sliced.
    pub(crate) rows: Box<Select>,
}

impl Operation for ClearAll {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        let ClearAll { relation, rows } = self;
        let plan = LinkClear {
            relation,
            owners: Select {
                output: Output::Columns(vec![FieldPath::own(relation.near().key).into()]),
                order: Vec::new(),
                distinct: false,
                once: false,
                lock: None,
                ..*rows
            },
            counted: is_one_row(relation),
        };
        gone(connection, relation, &plan).await
    }
}
