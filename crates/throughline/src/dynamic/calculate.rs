//! Numbers of all rows of a query set: one statement for those of the rows themselves, one for each
//! over a relation to many rows, so that none multiplies another.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ModelDef, Result, Value};
use throughline_sql::plan::{Aggregate, Select};

use super::Calculation;
use super::convert::decode;
use super::fault::{self, Read};
use super::state::Dynamic;
use crate::query_set::columns::{numbers, whole};

/// The numbers that are wanted, and the rows of which they are made.
#[derive(Debug)]
pub(super) struct Calculate {
    model: &'static ModelDef,
    rows: Select,
    wanted: Vec<Aggregate>,
}

impl Calculate {
    /// The numbers of the rows that a query set has, given as the select of its rows.
    pub(super) fn new(dynamic: &Dynamic, rows: Select, wanted: &[Calculation]) -> Read<Self> {
        let model = rows.model();
        if rows.is_sliced() && model.primary_key.len() > 1 {
            return Err(fault::needs_single_key(model));
        }
        let scope = dynamic.scope(model);
        let wanted = wanted.iter().map(|one| one.aggregate(scope));
        Ok(Calculate {
            model,
            wanted: wanted.collect::<Read<_>>()?,
            rows: whole(rows),
        })
    }
}

impl Operation for Calculate {
    type Output = Vec<Value>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        let types: Vec<_> = self.wanted.iter().map(Aggregate::column_type).collect();
        let values = numbers(connection, &self.rows, self.wanted).await?;
        let typed = values.iter().zip(types);
        typed
            .map(|(value, column_type)| {
                let value = value.as_ref();
                decode(value, column_type)
                    .map_err(|error| Error::decode(self.model.name, "a calculation", error, value))
            })
            .collect()
    }
}
