//! What would be done, and what would be lost.

use throughline_backend::Connection;
use throughline_core::{FieldType, Result};
use throughline_sql::dialect::Dialect;

use super::{state_of, works};
use crate::effect::{Effect, effects};
use crate::graph::Graph;
use crate::introspector::read;
use crate::loss::{Loss, whole};
use crate::migration::MigrationFile;
use crate::plan::{self, AppliedMigration, Target};

/// A migration that would be applied or undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned<'g> {
    /// The migration.
    pub file: &'g MigrationFile,
    /// Whether it would be undone.
    pub undo: bool,
    /// What each of its operations does to others, in the order of the file.
    pub effects: Vec<Effect>,
}

/// What would be applied and undone, in order, of migrations and a ledger that are
/// [`resolve`](crate::resolve)d.
///
/// # Errors
///
/// As [`migrate`](super::migrate), for what can be found wrong without the rows.
pub fn planned<'g>(
    graph: &'g Graph,
    ledger: &[AppliedMigration],
    target: &Target,
    dialect: &dyn Dialect,
) -> Result<Vec<Planned<'g>>> {
    let works = works(graph, ledger.to_vec(), target, dialect)?;
    let planned = works.into_iter().map(|work| Planned {
        file: work.file,
        undo: work.undo,
        effects: effects(
            &work.steps,
            work.file.migration.operations.len(),
            dialect.schema_rules(),
        ),
    });
    Ok(planned.collect())
}

/// What a migration that is undone loses, or cannot bring back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The migration.
    pub migration: String,
    /// The rows, values or links: `the values of Student.age`.
    pub what: String,
    /// How many there are. None if that cannot be told, since a later migration gave the table
    /// another name.
    pub count: Option<u64>,
    /// Whether they are gone already, and do not come back.
    pub gone: bool,
}

/// What would be lost on the way to the target, of migrations and a ledger that are [`resolve`](crate::resolve)d.
/// What has no rows is left out.
///
/// # Errors
///
/// As [`migrate`](super::migrate).
pub async fn losses(
    connection: &mut Connection,
    graph: &Graph,
    ledger: &[AppliedMigration],
    target: &Target,
) -> Result<Vec<Lost>> {
    let rules = connection.dialect().schema_rules();
    let mut ledger = ledger.to_vec();
    let mut all = Vec::new();
    for file in plan::to_undo(graph, &ledger, target)? {
        ledger.retain(|row| row.name != file.name());
        let mut state = state_of(graph, &ledger)?;
        let mut losses = Vec::new();
        for operation in &file.migration.operations {
            operation.state_forwards(&mut state)?;
            losses.extend(operation.behavior().undo_loses(&state, rules)?);
        }
        losses.reverse();
        all.push((file, whole(losses)));
    }
    let mut found = Vec::new();
    for (file, losses) in all {
        for loss in losses {
            found.extend(counted(connection, file, loss).await);
        }
    }
    Ok(found)
}

async fn counted(connection: &mut Connection, file: &MigrationFile, loss: Loss) -> Option<Lost> {
    let count = match &loss.count {
        None => None,
        // A table that a later migration renamed is not found by this name.
        Some(count) => read(connection, &count.sql, &count.parameters)
            .await
            .ok()
            .and_then(|rows| i64::from_value(rows.first()?.first()?.as_ref()).ok())
            .and_then(|count| u64::try_from(count).ok()),
    };
    (count != Some(0)).then(|| Lost {
        migration: file.name().to_owned(),
        what: loss.what,
        count,
        gone: loss.count.is_none(),
    })
}
