//! The links of a many-to-many relation: what related managers do, without types.

mod clear;
mod key;
mod many;
mod new;
mod payload;
mod read;
mod set;
mod unlink;
mod upsert;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result, Row, Value};
use throughline_sql::Render;
use throughline_sql::plan::{LinkDelete, LinkInsert, MirrorDelete, PairInsert, Targets, ValueRows};

use crate::builder::Draft;
use crate::explain;

pub(crate) use clear::ClearAll;
pub(crate) use key::KeyOf;
pub(crate) use many::{LinkAll, needs_columns};
pub use many::{LinkReport, Refused};
pub(crate) use new::{insert_linked, new_link};
pub(crate) use payload::Payload;
pub(crate) use read::{Count, Exists, changed, key};
pub(crate) use set::{Set, SetKeys};
pub(crate) use unlink::UnlinkAll;
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

/// Whether each link of the relation is one row: not two, as of a symmetrical one, and not any number.
fn is_one_row(relation: Relation) -> bool {
    !relation.is_symmetrical() && relation.link().is_some_and(|link| link.unique)
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
    let payload = payload.map(|draft| Box::new(Payload::shared(relation, Some(draft))));
    let add = Add {
        relation,
        owner,
        keys,
        payload,
    };
    add.run(connection).await
}

/// What tells which links of one row were written.
enum Told {
    /// Their number: no other link than that to this far key can have been.
    Number(Value),
    /// Their far keys, as they come back.
    Keys,
    /// Two rows for each link, of which one begins at this owner.
    Pairs(Value),
}

impl Told {
    /// A text that was written may be another than the one given, which the column takes for the same.
    fn of(relation: Relation, owner: &Value, keys: &[Value]) -> Self {
        if relation.is_symmetrical() {
            return Told::Pairs(owner.clone());
        }
        match keys {
            [key @ (Value::Int(_) | Value::Uuid(_))] if is_one_row(relation) => {
                Told::Number(key.clone())
            }
            _ => Told::Keys,
        }
    }
}

/// The plan of new links from one row, whose columns may differ from link to link.
fn new_links(
    relation: Relation,
    owner: Value,
    keys: Vec<Value>,
    payload: Payload,
) -> Box<dyn Render> {
    match relation.is_symmetrical() {
        true => Box::new(mirror_insert(relation, &owner, &keys, payload)),
        false => Box::new(link_insert(relation, owner, keys, payload)),
    }
}

/// Writes links of one row. Gives their far keys.
async fn written(
    connection: &mut Connection,
    relation: Relation,
    told: Told,
    plan: &dyn Render,
) -> Result<Vec<Value>> {
    let keys = match told {
        Told::Number(key) => connection.run(plan).await.map(|number| match number {
            0 => Vec::new(),
            _ => vec![key],
        }),
        Told::Keys => read::keys(connection, plan, relation.far()).await,
        Told::Pairs(owner) => pairs_of(connection, plan, relation)
            .await
            .map(|pairs| far_of(&owner, pairs)),
    };
    keys.map(distinct)
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
    pair_insert(relation, pairs, payload, |[near, far]| {
        if near == owner { far } else { near }
    })
}

/// The plan of new links as pairs; `target` says for which far key a pair's columns were given.
fn pair_insert(
    relation: Relation,
    pairs: Vec<[Value; 2]>,
    payload: Payload,
    target: impl Fn(&[Value; 2]) -> &Value,
) -> PairInsert {
    let rows = if payload.row_fields.is_empty() {
        ValueRows::of_pairs(pairs)
    } else {
        let row = |pair| {
            let own = payload.row(target(&pair));
            pair.into_iter().chain(own)
        };
        pairs.into_iter().map(row).collect()
    };
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

/// Takes links away by a plan that counts them where each [is one row](is_one_row), and else gives their keys.
/// Gives how many they were.
async fn gone(connection: &mut Connection, relation: Relation, plan: &dyn Render) -> Result<u64> {
    let gone = match is_one_row(relation) {
        true => connection.run(plan).await,
        false => pairs_of(connection, plan, relation)
            .await
            .map(|pairs| many::different(relation, &pairs)),
    };
    gone.map_err(|error| explain::link(error, relation))
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
    /// None if the links have no columns.
    pub(crate) payload: Option<Box<Payload>>,
}

impl Operation for Add {
    type Output = Vec<Value>;

    fn access(&self) -> Access {
        Access::write_unless(self.keys.is_empty())
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        let relation = self.relation;
        let Some((told, plan)) = self.into_plan() else {
            return Ok(Vec::new());
        };
        written(connection, relation, told, &*plan).await
    }
}

impl Add {
    /// What is done, and what tells of it; none for no links.
    fn into_plan(self) -> Option<(Told, Box<dyn Render>)> {
        let Add {
            relation,
            owner,
            keys,
            payload,
        } = self;
        if keys.is_empty() {
            return None;
        }
        let payload = payload.map_or_else(Payload::default, |payload| *payload);
        let told = Told::of(relation, &owner, &keys);
        Some((told, new_links(relation, owner, keys, payload)))
    }
}

/// `remove` and `clear`.
#[derive(Clone)]
pub(crate) struct Remove(pub(crate) LinkDelete);

impl Operation for Remove {
    type Output = Vec<Value>;

    fn access(&self) -> Access {
        Access::write_unless(self.is_nothing())
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        if self.is_nothing() {
            return Ok(Vec::new());
        }
        let Remove(links) = &self;
        let is_symmetrical = links.relation.is_symmetrical();
        let mirrored = is_symmetrical.then(|| Box::new(MirrorDelete(links.clone())));
        let plan: &dyn Render = match &mirrored {
            Some(mirrored) => &**mirrored,
            None => links,
        };
        let keys = match &links.targets {
            Targets::One(key) => std::slice::from_ref(key),
            _ => &[],
        };
        let told = Told::of(links.relation, &links.owner, keys);
        written(connection, links.relation, told, plan).await
    }
}

impl Remove {
    fn is_nothing(&self) -> bool {
        matches!(&self.0.targets, Targets::In(keys) if keys.is_empty())
    }
}
