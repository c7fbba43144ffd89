//! `set`: the links of a row become exactly those to the given rows.

use throughline_backend::{Access, Connection, Operation, Step};
use throughline_core::{ColumnType, Relation, Result, Row, Value, ValueRef};
use throughline_sql::Render;
use throughline_sql::plan::{LinkDelete, LinkDiff, LinkKeys, MirrorDelete, Targets};

use super::payload::Payload;
use super::{Add, Remove, distinct, link_insert, mirror_insert, read};
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
            keys,
            payload,
        } = self;
        if keys.is_empty() {
            let targets = Targets::All;
            let remove = Remove(LinkDelete {
                relation,
                owner,
                targets,
            });
            return Ok(SetKeys {
                added: Vec::new(),
                removed: remove.run(connection).await?,
                kept: Vec::new(),
            });
        }
        let payload = Payload::shared(relation, payload);
        let links = Links { relation, owner };
        if links.are_compared_here(connection) {
            let level = connection.begin_whole().await?;
            let result = links.compare(connection, keys, payload).await;
            return connection.end(level, result).await;
        }
        let [removed, added] = links.write(connection, &keys, payload).await?;
        let Compared { first: kept, .. } = Compared::of(keys, &added);
        Ok(SetKeys {
            added,
            removed,
            kept,
        })
    }
}

/// The links of one row.
struct Links {
    relation: Relation,
    owner: Value,
}

impl Links {
    /// Whether they are read and compared here. An engine in this process is asked at no cost, and takes longer
    /// for the difference than for the links that differ: for a list to compare with it makes a table,
    /// and another one for the rows that go. Texts that are equal in a column's order may not be the same.
    fn are_compared_here(&self, connection: &Connection) -> bool {
        let is_text = self.relation.far().key.column_type == ColumnType::Text;
        connection.dialect().capabilities().in_process && !is_text
    }

    /// Reads the links, then takes away and makes those that differ. The transaction has had the one writer's lock
    /// from its beginning.
    async fn compare(
        self,
        connection: &mut Connection,
        wanted: Vec<Value>,
        payload: Payload,
    ) -> Result<SetKeys> {
        let Links { relation, owner } = self;
        let there = LinkKeys {
            relation,
            owner: owner.clone(),
        };
        let there = read::keys(connection, &there, relation.far()).await?;
        let Compared {
            first: new,
            both: kept,
            second: old,
        } = Compared::of(wanted, &distinct(there));
        let remove = Remove(LinkDelete {
            relation,
            owner: owner.clone(),
            targets: Targets::In(old),
        });
        let add = Add {
            relation,
            owner,
            keys: new,
            payload: Some(Box::new(payload)),
        };
        Ok(SetKeys {
            removed: remove.run(connection).await?,
            added: add.run(connection).await?,
            kept,
        })
    }

    /// Has the engine find the difference. Gives the far keys of what went and of what is new.
    ///
    /// The lock comes before the difference is looked at: of two rivals the later one finds what
    /// the earlier one left. A lock within the same statement would come too late, as a statement
    /// sees what was there when it began.
    async fn write(
        &self,
        connection: &mut Connection,
        keys: &[Value],
        payload: Payload,
    ) -> Result<[Vec<Value>; 2]> {
        let (relation, owner) = (self.relation, self.owner.clone());
        let delete = LinkDelete {
            relation,
            owner: owner.clone(),
            targets: Targets::NotIn(keys.to_vec()),
        };
        let written = if relation.is_symmetrical() {
            let insert = mirror_insert(relation, &owner, keys, payload);
            self.send(connection, MirrorDelete(delete), insert).await
        } else {
            let insert = link_insert(relation, owner, keys.to_vec(), payload);
            self.send(connection, delete, insert).await
        };
        written.map_err(|error| explain::link(error, relation))
    }

    async fn send<D: Render, I: Render>(
        &self,
        connection: &mut Connection,
        delete: D,
        insert: I,
    ) -> Result<[Vec<Value>; 2]> {
        let lock = rivals::owner_lock(connection, self.relation, &self.owner);
        let mut steps: Vec<_> = lock.iter().map(|lock| Step::run(lock)).collect();
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        let (near, far) = (self.relation.near(), self.relation.far());
        let are_pairs = self.relation.is_symmetrical();
        // The far key of a link that is told; of the two rows of a symmetrical one, of the owner's.
        let take = |row: &dyn Row, keys: &mut Vec<Value>| {
            if !are_pairs {
                keys.push(read::key(row, 0, far)?);
            } else if read::key(row, 0, near)? == self.owner {
                keys.push(read::key(row, 1, far)?);
            }
            Ok(())
        };
        if connection.dialect().capabilities().writes_in_with {
            let diff = LinkDiff { delete, insert };
            // Behind the columns that tell of a link.
            let is_new = if are_pairs { 2 } else { 1 };
            let mut each = |row: &dyn Row| match row.value(is_new)? == ValueRef::Int(1) {
                true => take(row, &mut added),
                false => take(row, &mut removed),
            };
            steps.push(Step::fetch(&diff, &mut each));
            connection.together(&mut steps).await?;
        } else {
            let mut gone = |row: &dyn Row| take(row, &mut removed);
            let mut new = |row: &dyn Row| take(row, &mut added);
            steps.push(Step::fetch(&delete, &mut gone));
            steps.push(Step::fetch(&insert, &mut new));
            connection.together(&mut steps).await?;
        }
        Ok([distinct(removed), distinct(added)])
    }
}

/// Two lists of keys, both in order and each key once, side by side.
struct Compared {
    /// What is in the first one alone.
    first: Vec<Value>,
    both: Vec<Value>,
    /// What is in the second one alone.
    second: Vec<Value>,
}

impl Compared {
    fn of(first: Vec<Value>, second: &[Value]) -> Self {
        let mut compared = Compared {
            first: Vec::new(),
            both: Vec::with_capacity(first.len()),
            second: Vec::new(),
        };
        let mut others = second.iter().peekable();
        for key in first {
            while let Some(other) = others.next_if(|other| other.key_order(&key).is_lt()) {
                compared.second.push(other.clone());
            }
            match others.next_if_eq(&&key) {
                Some(_) => compared.both.push(key),
                None => compared.first.push(key),
            }
        }
        compared.second.extend(others.cloned());
        compared
    }
}
