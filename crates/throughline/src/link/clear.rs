//! `clear_all`: the links of all rows that a query finds.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result};
use throughline_sql::plan::{FieldPath, LinkClear, Output, Select};

use super::{many, pairs_of};
use crate::explain;

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
        // Else a link may be several rows of the table.
        let counted = !relation.is_symmetrical() && relation.link().is_some_and(|link| link.unique);
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
            counted,
        };
        let cleared = match counted {
            true => connection.run(&plan).await,
            false => pairs_of(connection, &plan, relation)
                .await
                .map(|pairs| many::different(relation, pairs)),
        };
        cleared.map_err(|error| explain::link(error, relation))
    }
}
