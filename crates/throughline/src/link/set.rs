//! `set`: the links of a row become exactly those to the given rows.

use throughline_backend::{Access, Connection, Operation, Step};
use throughline_core::{Relation, Result, Row, Value};
use throughline_sql::Render;
use throughline_sql::plan::{LinkDelete, LinkDiff, MirrorDelete, Targets};

use super::payload::Payload;
use super::{Remove, distinct, link_insert, mirror_insert, read};
use crate::builder::Draft;
use crate::{explain, rivals};

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

    async fn run(self, connection: &mut Connection) -> Result<SetKeys> {
        let Set {
            relation,
            owner,
            mut keys,
            payload,
        } = self;
        if keys.is_empty() {
            let targets = Targets::All;
            let remove = Remove {
                relation,
                owner,
                targets,
            };
            return Ok(SetKeys {
                added: Vec::new(),
                removed: remove.run(connection).await?,
                kept: Vec::new(),
            });
        }
        let payload = Payload::shared(relation, payload);
        let links = Links {
            relation,
            owner: owner.clone(),
        };
        let targets = Targets::NotIn(keys.clone());
        let written = if relation.is_symmetrical() {
            let insert = mirror_insert(relation, &owner, &keys, payload);
            let delete = MirrorDelete {
                relation,
                owner,
                targets,
            };
            links.write(connection, delete, insert).await
        } else {
            let insert = link_insert(relation, owner.clone(), keys.clone(), payload);
            let delete = LinkDelete {
                relation,
                owner,
                targets,
            };
            links.write(connection, delete, insert).await
        };
        let [removed, added] = written.map_err(|error| explain::link(error, relation))?;
        // Both are in the same order.
        let mut new = added.iter().peekable();
        keys.retain(|key| {
            while new.next_if(|new| new.key_order(key).is_lt()).is_some() {}
            new.next_if_eq(&key).is_none()
        });
        Ok(SetKeys {
            added,
            removed,
            kept: keys,
        })
    }
}

/// The links of one row.
struct Links {
    relation: Relation,
    owner: Value,
}

impl Links {
    /// Takes links away and makes new ones. Gives the far keys of both.
    ///
    /// The lock comes before the difference is looked at: of two rivals the later one finds what
    /// the earlier one left. A lock within the same statement would come too late, as a statement
    /// sees what was there when it began.
    async fn write<D: Render, I: Render>(
        &self,
        connection: &mut Connection,
        delete: D,
        insert: I,
    ) -> Result<[Vec<Value>; 2]> {
        let lock = rivals::owner_lock(connection, self.relation, &self.owner);
        let mut steps: Vec<_> = lock.iter().map(|lock| Step::run(lock)).collect();
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        if connection.dialect().capabilities().writes_in_with {
            let diff = LinkDiff { delete, insert };
            let mut each = |row: &dyn Row| {
                let is_new = row.value(self.width())?.to_value() == Value::Int(1);
                let keys = if is_new { &mut added } else { &mut removed };
                self.take(row, keys)
            };
            steps.push(Step::fetch(&diff, &mut each));
            connection.together(&mut steps).await?;
        } else {
            let mut gone = |row: &dyn Row| self.take(row, &mut removed);
            let mut new = |row: &dyn Row| self.take(row, &mut added);
            steps.push(Step::fetch(&delete, &mut gone));
            steps.push(Step::fetch(&insert, &mut new));
            connection.together(&mut steps).await?;
        }
        Ok([distinct(removed), distinct(added)])
    }

    /// How many columns tell of a link.
    fn width(&self) -> usize {
        if self.relation.is_symmetrical() { 2 } else { 1 }
    }

    /// The far key of a link that is told; of the two rows of a symmetrical one, of the owner's.
    fn take(&self, row: &dyn Row, keys: &mut Vec<Value>) -> Result<()> {
        let (near, far) = (self.relation.near(), self.relation.far());
        if !self.relation.is_symmetrical() {
            keys.push(read::key(row, 0, far)?);
        } else if read::key(row, 0, near)? == self.owner {
            keys.push(read::key(row, 1, far)?);
        }
        Ok(())
    }
}
