//! What keeps rivals apart, on engines where several transactions write at a time.
//!
//! A transaction that writes on SQLite is alone, so there nothing of this is sent.

use throughline_backend::Connection;
use throughline_core::{ModelDef, Relation, Result, Value};
use throughline_sql::plan::{Lock, Output, Select, Source};

use crate::instance::equals;

/// Whether another transaction may write while this one does.
pub(crate) fn are_there(connection: &Connection) -> bool {
    connection.dialect().capabilities().row_locks
}

/// What locks the near row of a relation, where that is needed: of two calls that look at its links
/// and change them, the later one finds what the earlier one left. Who adds a link points to the row,
/// and does not wait: else it would have written its link before, and the two would wait for each
/// other.
pub(crate) fn owner_lock(
    connection: &Connection,
    relation: Relation,
    owner: &Value,
) -> Option<Select> {
    if !are_there(connection) {
        return None;
    }
    let model = relation.near().model;
    Some(Select {
        conditions: vec![equals(model.key(), owner.clone())],
        output: Output::Exists,
        lock: Some(Lock::WaitPointedTo),
        ..Select::new(Source::Model(model))
    })
}

/// Locks the near row of a relation.
pub(crate) async fn lock_owner(
    connection: &mut Connection,
    relation: Relation,
    owner: &Value,
) -> Result<()> {
    match owner_lock(connection, relation, owner) {
        Some(lock) => connection.run(&lock).await.map(drop),
        None => Ok(()),
    }
}

/// Waits until nobody else makes rows of the model because there are none of a kind. Gives whether
/// somebody may have made some until then.
pub(crate) async fn become_maker(
    connection: &mut Connection,
    model: &'static ModelDef,
) -> Result<bool> {
    connection.become_maker(model.table).await
}
