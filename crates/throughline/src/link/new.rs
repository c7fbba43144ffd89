//! Links to rows that the same statement makes or finds.

use throughline_backend::Connection;
use throughline_core::{Relation, Result, Value};
use throughline_sql::plan::{InsertLinked, NewLink};

use super::Payload;
use crate::builder::Draft;
use crate::{Model, create, explain, rows};

/// The link from the owner, and the one back to it of a symmetrical relation.
pub(crate) fn new_link(relation: Relation, owner: Value, payload: Option<Draft>) -> NewLink {
    let payload = Payload::shared(relation, payload);
    let directions = if relation.is_symmetrical() { 2 } else { 1 };
    // Keys that the library makes differ; no other column does.
    let rows = (0..directions).map(|_| payload.row(&owner)).collect();
    NewLink {
        relation,
        owner,
        rows,
        row_fields: payload.row_fields,
        shared_fields: payload.shared_fields,
        shared: payload.shared,
    }
}

/// Inserts a draft with a link to it, by one statement, and gives the row.
pub(crate) async fn insert_linked<M: Model>(
    connection: &mut Connection,
    mut draft: Draft,
    link: NewLink,
) -> Result<M> {
    draft.fill();
    let insert = create::insert(draft, None);
    let plan = InsertLinked { insert, link };
    let inserted = rows::row::<M>(connection, &plan).await;
    let inserted = inserted.map_err(|error| explain::linked(error, &plan))?;
    inserted.ok_or_else(|| create::gave_no_row(M::META))
}
