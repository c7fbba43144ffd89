//! The operations of related managers that know the types of rows and keys.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, Key, Relation, Result, SingleKey, Value};
use throughline_sql::plan::Source;

use super::Changes;
use crate::builder::Draft;
use crate::upsert::{self, ByKey};
use crate::{Model, Outcome, link};

/// Keys in their own type.
fn typed<T: Model<Key: SingleKey>>(keys: Vec<Value>) -> Result<Vec<T::Key>> {
    // What collects results does not know how many there will be, and makes room again and again.
    let mut typed = Vec::with_capacity(keys.len());
    for key in &keys {
        typed.push(typed_key::<T>(key)?);
    }
    Ok(typed)
}

fn typed_key<T: Model<Key: SingleKey>>(key: &Value) -> Result<T::Key> {
    let value = key.as_ref();
    T::Key::from_key_value(value)
        .map_err(|error| Error::decode(T::NAME, T::META.key().name, error, value))
}

/// An operation that gives keys of `T`.
pub(super) struct Keys<T, O> {
    operation: O,
    marker: PhantomData<fn() -> T>,
}

impl<T, O> Keys<T, O> {
    pub(super) fn new(operation: O) -> Self {
        Keys {
            operation,
            marker: PhantomData,
        }
    }
}

impl<T: Model<Key: SingleKey>, O: Operation<Output = Vec<Value>>> Operation for Keys<T, O> {
    type Output = Vec<T::Key>;

    fn access(&self) -> Access {
        self.operation.access()
    }

    fn again(&self) -> Option<Self> {
        Some(Keys::new(self.operation.again()?))
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<T::Key>> {
        typed::<T>(self.operation.run(connection).await?)
    }
}

pub(super) struct SetLinks<T> {
    pub(super) set: link::Set,
    pub(super) marker: PhantomData<fn() -> T>,
}

impl<T: Model<Key: SingleKey>> Operation for SetLinks<T> {
    type Output = Changes<T::Key>;

    fn access(&self) -> Access {
        self.set.access()
    }

    fn again(&self) -> Option<Self> {
        Some(SetLinks {
            set: self.set.again()?,
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Changes<T::Key>> {
        let link::SetKeys {
            added,
            removed,
            kept,
        } = self.set.run(connection).await?;
        Ok(Changes {
            added: typed::<T>(added)?,
            removed: typed::<T>(removed)?,
            kept: typed::<T>(kept)?,
        })
    }
}

pub(super) struct UpsertLinks<T> {
    pub(super) links: link::AddOrUpdate,
    pub(super) marker: PhantomData<fn() -> T>,
}

impl<T: Model<Key: SingleKey>> Operation for UpsertLinks<T> {
    type Output = Vec<(T::Key, Outcome)>;

    fn access(&self) -> Access {
        self.links.access()
    }

    fn again(&self) -> Option<Self> {
        Some(UpsertLinks {
            links: self.links.again()?,
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        let done = self.links.run(connection).await?;
        done.iter()
            .map(|(key, outcome)| Ok((typed_key::<T>(key)?, *outcome)))
            .collect()
    }
}

/// A new row with its link.
pub(super) struct CreateLinked<T> {
    pub(super) source: Source,
    pub(super) draft: Draft,
    pub(super) payload: Option<Draft>,
    pub(super) marker: PhantomData<fn() -> T>,
}

impl<T: Model> Operation for CreateLinked<T> {
    type Output = T;

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(CreateLinked {
            source: self.source.clone(),
            draft: self.draft.clone(),
            payload: self.payload.clone(),
            marker: PhantomData,
        })
    }

    /// Both or neither: one statement, or a transaction of two.
    async fn run(self, connection: &mut Connection) -> Result<T> {
        let CreateLinked {
            source,
            draft,
            payload,
            ..
        } = self;
        if connection.dialect().capabilities().writes_in_with {
            return upsert::create_in::<T>(connection, &source, draft, payload).await;
        }
        let level = connection.begin_whole().await?;
        let created = upsert::create_in::<T>(connection, &source, draft, payload).await;
        connection.end(level, created).await
    }
}

/// A row that a unique key decides about, with its link.
pub(super) struct UpsertLinked<T> {
    pub(super) relation: Relation,
    pub(super) owner: Value,
    pub(super) by_key: ByKey,
    pub(super) payload: Option<Draft>,
    pub(super) marker: PhantomData<fn() -> T>,
}

impl<T: Model> Operation for UpsertLinked<T> {
    type Output = (T, Outcome, bool);

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(UpsertLinked {
            relation: self.relation,
            owner: self.owner.clone(),
            by_key: self.by_key.clone(),
            payload: self.payload.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        if connection.dialect().capabilities().writes_in_with {
            let link = link::new_link(self.relation, self.owner.clone(), self.payload.clone());
            if let Some(done) = self.by_key.at_once::<T>(connection, Some(link)).await? {
                return Ok(done);
            }
        }
        let level = connection.begin_whole().await?;
        let result = self.row_and_link(connection).await;
        connection.end(level, result).await
    }
}

impl<T: Model> UpsertLinked<T> {
    async fn row_and_link(self, connection: &mut Connection) -> Result<(T, Outcome, bool)> {
        let UpsertLinked {
            relation,
            owner,
            by_key,
            payload,
            ..
        } = self;
        let (row, outcome) = match by_key.at_once::<T>(connection, None).await? {
            Some((row, outcome, _)) => (row, outcome),
            None => by_key.in_steps::<T>(connection).await?,
        };
        let keys = row.key().to_values();
        let added = link::insert(connection, relation, owner, keys, payload).await?;
        Ok((row, outcome, !added.is_empty()))
    }
}
