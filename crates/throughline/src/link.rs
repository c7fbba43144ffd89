//! The links of a many-to-many relation: what related managers do, without types.

mod clear;
mod key;
mod many;
mod new;
mod payload;
mod read;
mod set;
mod upsert;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result, Row, Value};
use throughline_sql::Render;
use throughline_sql::plan::{LinkDelete, LinkInsert, MirrorDelete, PairInsert, Targets, ValueRows};

use crate::builder::Draft;
use crate::explain;

pub(crate) use clear::ClearAll;
pub(crate) use key::KeyOf;
pub(crate) use many::{LinkAll, UnlinkAll, needs_columns};
pub use many::{LinkReport, Refused};
pub(crate) use new::{insert_linked, new_link};
pub(crate) use payload::Payload;
pub(crate) use read::{Count, Exists, changed, key};
pub(crate) use set::{Set, SetKeys};
pub(crate) use upsert::AddOrUpdate;

/// The keys, sorted and each once: two calls take their locks in the same order.
pub(crate) fn distinct(mut keys: Vec<Value>) -> Vec<Value> {
    let is_so = keys
        .windows(2)
        .all(|pair| pair[0].key_order(&pair[1]).is_lt());
    if !is_so {
        keys.sort_by(Value::key_order);
        keys.dedup();
    }
    keys
}

/// What is wrong where the links of a relation are asked for as rows of a model that they are not.
pub(crate) fn not_linked_by(relation: Option<&Relation>, model: &str) -> String {
    let label = relation.map(Relation::label).unwrap_or_default();
    format!("`{label}` is not linked by rows of `{model}`")
}

/// New links from one row. Gives the far keys of those that were not there.
pub(crate) async fn insert(
    connection: &mut Connection,
    relation: Relation,
    owner: Value,
    keys: Vec<Value>,
    payload: Option<Draft>,
) -> Result<Vec<Value>> {
    let payload = Payload::shared(relation, payload);
    insert_each(connection, relation, owner, keys, payload).await
}

/// New links from one row, whose columns may differ from link to link.
async fn insert_each(
    connection: &mut Connection,
    relation: Relation,
    owner: Value,
    keys: Vec<Value>,
    payload: Payload,
) -> Result<Vec<Value>> {
    let added = if relation.is_symmetrical() {
        let plan = mirror_insert(relation, &owner, &keys, payload);
        pairs_of(connection, &plan, relation)
            .await
            .map(|pairs| far_of(&owner, pairs))
    } else {
        let plan = link_insert(relation, owner, keys, payload);
        read::keys(connection, &plan, relation.far()).await
    };
    added
        .map(distinct)
        .map_err(|error| explain::link(error, relation))
}

/// The plan of new links from one row.
fn link_insert(relation: Relation, owner: Value, keys: Vec<Value>, payload: Payload) -> LinkInsert {
    let rows = if payload.row_fields.is_empty() {
        ValueRows::of_values(keys)
    } else {
        let row = |key| {
            let own = payload.row(&key);
            std::iter::once(key).chain(own)
        };
        keys.into_iter().map(row).collect()
    };
    let Payload {
        row_fields,
        shared_fields,
        shared,
        ..
    } = payload;
    LinkInsert {
        relation,
        owner,
        rows,
        row_fields,
        shared_fields,
        shared,
    }
}

/// The plan of new links from one row of a symmetrical relation.
fn mirror_insert(
    relation: Relation,
    owner: &Value,
    keys: &[Value],
    payload: Payload,
) -> PairInsert {
    let pairs = relation.pairs(owner, keys);
    let pairs = pairs.iter().map(|[near, far]| [near, far]);
    pair_insert(relation, pairs, payload, |[near, far]| {
        if near == owner { far } else { near }
    })
}

/// The plan of new links as pairs; `target` says for which far key a pair's columns were given.
fn pair_insert<'p>(
    relation: Relation,
    pairs: impl Iterator<Item = [&'p Value; 2]>,
    payload: Payload,
    target: impl Fn([&'p Value; 2]) -> &'p Value,
) -> PairInsert {
    let rows = pairs.map(|pair| {
        let own = payload.row(target(pair));
        pair.map(Value::clone).into_iter().chain(own)
    });
    let rows = rows.collect();
    let Payload {
        row_fields,
        shared_fields,
        shared,
        ..
    } = payload;
    PairInsert {
        relation,
        rows,
        row_fields,
        shared_fields,
        shared,
        counted: false,
    }
}

/// The near and far keys that a plan gives.
async fn pairs_of(
    connection: &mut Connection,
    plan: &dyn Render,
    relation: Relation,
) -> Result<Vec<[Value; 2]>> {
    let mut pairs = Vec::new();
    connection
        .fetch(plan, &mut |row| {
            pairs.push(pair(row, relation)?);
            Ok(())
        })
        .await?;
    Ok(pairs)
}

fn pair(row: &dyn Row, relation: Relation) -> Result<[Value; 2]> {
    Ok([
        read::key(row, 0, relation.near())?,
        read::key(row, 1, relation.far())?,
    ])
}

/// The far keys of the pairs that begin at the owner.
fn far_of(owner: &Value, pairs: Vec<[Value; 2]>) -> Vec<Value> {
    pairs
        .into_iter()
        .filter(|[near, _]| near == owner)
        .map(|[_, far]| far)
        .collect()
}

/// `add`, `add_with` and `add_each`.
#[derive(Clone)]
pub(crate) struct Add {
    pub(crate) relation: Relation,
    pub(crate) owner: Value,
    pub(crate) keys: Vec<Value>,
    pub(crate) payload: Payload,
}

impl Operation for Add {
    type Output = Vec<Value>;

    fn access(&self) -> Access {
        if self.keys.is_empty() {
            Access::Read
        } else {
            Access::Write
        }
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        if self.keys.is_empty() {
            return Ok(Vec::new());
        }
        insert_each(
            connection,
            self.relation,
            self.owner,
            self.keys,
            self.payload,
        )
        .await
    }
}

/// `remove` and `clear`.
#[derive(Clone)]
pub(crate) struct Remove {
    pub(crate) relation: Relation,
    pub(crate) owner: Value,
    pub(crate) targets: Targets,
}

impl Operation for Remove {
    type Output = Vec<Value>;

    fn access(&self) -> Access {
        match &self.targets {
            Targets::In(keys) if keys.is_empty() => Access::Read,
            _ => Access::Write,
        }
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        if matches!(&self.targets, Targets::In(keys) if keys.is_empty()) {
            return Ok(Vec::new());
        }
        let Remove {
            relation,
            owner,
            targets,
        } = self;
        let removed = if relation.is_symmetrical() {
            let plan = MirrorDelete {
                relation,
                owner: owner.clone(),
                targets,
            };
            pairs_of(connection, &plan, relation)
                .await
                .map(|pairs| far_of(&owner, pairs))
        } else {
            let plan = LinkDelete {
                relation,
                owner,
                targets,
            };
            read::keys(connection, &plan, relation.far()).await
        };
        removed
            .map(distinct)
            .map_err(|error| explain::link(error, relation))
    }
}
