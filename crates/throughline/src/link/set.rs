//! `set`: the links of a row become exactly those to the given rows.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result, Value};
use throughline_sql::plan::Targets;

use super::{Remove, insert};
use crate::builder::Draft;
use crate::rivals;

/// `set` and `set_with`.
#[derive(Clone)]
pub(crate) struct Set {
    pub(crate) relation: Relation,
    pub(crate) owner: Value,
    pub(crate) keys: Vec<Value>,
    pub(crate) payload: Option<Draft>,
}

/// What `set` did, by far keys.
pub(crate) struct SetKeys {
    pub(crate) added: Vec<Value>,
    pub(crate) removed: Vec<Value>,
    pub(crate) kept: Vec<Value>,
}

impl Operation for Set {
    type Output = SetKeys;

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    /// The lock comes before the difference is looked at: of two rivals the later one finds what
    /// the earlier one left.
    async fn run(self, connection: &mut Connection) -> Result<SetKeys> {
        if self.keys.is_empty() {
            let Set {
                relation, owner, ..
            } = self;
            let removed = Remove {
                relation,
                owner,
                targets: Targets::All,
            }
            .run(connection)
            .await?;
            return Ok(SetKeys {
                added: Vec::new(),
                removed,
                kept: Vec::new(),
            });
        }
        let level = connection.begin().await?;
        let result = self.difference(connection).await;
        connection.end(level, result).await
    }
}

impl Set {
    async fn difference(self, connection: &mut Connection) -> Result<SetKeys> {
        let Set {
            relation,
            owner,
            keys,
            payload,
        } = self;
        rivals::lock_owner(connection, relation, &owner).await?;
        let targets = Targets::NotIn(keys.clone());
        let removed = Remove {
            relation,
            owner: owner.clone(),
            targets,
        }
        .run(connection)
        .await?;
        let added = insert(connection, relation, owner, keys.clone(), payload).await?;
        let is_new = |key: &Value| added.binary_search_by(|new| new.key_order(key)).is_ok();
        let kept = keys.into_iter().filter(|key| !is_new(key)).collect();
        Ok(SetKeys {
            added,
            removed,
            kept,
        })
    }
}
