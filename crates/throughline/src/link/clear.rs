//! `clear_all`: the links of all rows that a query finds.

use std::sync::Arc;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result};
use throughline_sql::plan::{FieldPath, LinkClear, Output, Select};

use super::{gone, is_one_row};

/// Takes the links of many rows away, and counts them. To try again shares the plan.
#[derive(Clone)]
pub(crate) struct ClearAll(Arc<LinkClear>);

impl ClearAll {
    /// Of these rows, which are not sliced.
    pub(crate) fn new(relation: Relation, rows: Select) -> Self {
        ClearAll(Arc::new(LinkClear {
            relation,
            owners: Select {
                output: Output::Columns(vec![FieldPath::own(relation.near().key).into()]),
                order: Vec::new(),
                distinct: false,
                once: false,
                lock: None,
                ..rows
            },
            counted: is_one_row(relation),
        }))
    }
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
        let ClearAll(plan) = &self;
        gone(connection, plan.relation, &**plan).await
    }
}
