//! The operations of reverse managers that change foreign keys.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, FieldDef, FieldType, Relation, Result, SingleKey, Value};
use throughline_sql::plan::{Assignment, Condition, FieldPath, Operand, Select, Source, Update};

use crate::related::Changes;
use crate::upsert::with_auto_now;
use crate::{Model, explain, instance, rivals, rows};

/// The foreign key of `T` behind a relation that is seen in reverse.
fn key_field<T: Model>(relation: Relation) -> Result<&'static FieldDef> {
    let column = relation.far_column();
    let field = T::META
        .fields
        .iter()
        .find(|field| Some(field.column) == column);
    // Derived code makes reverse managers of foreign keys alone.
    field.ok_or_else(|| Error::new(ErrorKind::Unsupported, "the relation is no foreign key"))
}

fn in_list<T: Model>(keys: Vec<Value>) -> Condition {
    Condition::InList(FieldPath::own(T::META.key()).into(), keys)
}

/// Points the rows for which the conditions are true to something else. Says which they are.
async fn point<T: Model>(
    connection: &mut Connection,
    field: &'static FieldDef,
    to: Value,
    conditions: Vec<Condition>,
) -> Result<Vec<T>> {
    let select = Select {
        conditions,
        ..Select::new(Source::Model(T::META))
    };
    let assignment = Assignment {
        field,
        operand: Operand::Value(to),
    };
    let assignments = with_auto_now(T::META, vec![assignment]);
    let update = Update {
        select,
        assignments,
        returning: true,
    };
    let changed = rows::changed::<T>(connection, &update).await;
    changed.map_err(|error| explain::write(error, T::META))
}

fn keys_of<T: Model<Key: SingleKey>>(rows: &[T]) -> Vec<T::Key> {
    let mut keys: Vec<_> = rows
        .iter()
        .map(|row| (row.key().to_value(), row.key()))
        .collect();
    keys.sort_by(|(a, _), (b, _)| a.key_order(b));
    keys.into_iter().map(|(_, key)| key).collect()
}

/// `add`: rows that are to point here.
pub(super) struct Attach<T> {
    relation: Relation,
    owner: Value,
    keys: Vec<Value>,
    marker: PhantomData<fn() -> T>,
}

impl<T: Model<Key: SingleKey>> Attach<T> {
    pub(super) fn new(relation: Relation, owner: Value, keys: Vec<Value>) -> Self {
        Attach {
            relation,
            owner,
            keys,
            marker: PhantomData,
        }
    }

    async fn attach(self, connection: &mut Connection) -> Result<Vec<T::Key>> {
        let field = key_field::<T>(self.relation)?;
        let select = Select {
            conditions: vec![in_list::<T>(self.keys.clone())],
            ..Select::new(Source::Model(T::META))
        };
        let there = rows::rows::<T>(connection, &select).await?;
        if there.len() < self.keys.len() {
            return Err(rows::does_not_exist(T::NAME).with_field(self.relation.label()));
        }
        let position = T::META.fields.iter().position(|own| own.name == field.name);
        let elsewhere = there
            .iter()
            .filter(|row| position.is_none_or(|position| row.to_values()[position] != self.owner));
        let elsewhere: Vec<_> = elsewhere.map(|row| row.key().to_value()).collect();
        if elsewhere.is_empty() {
            return Ok(Vec::new());
        }
        let moved =
            point::<T>(connection, field, self.owner, vec![in_list::<T>(elsewhere)]).await?;
        Ok(keys_of(&moved))
    }
}

impl<T: Model<Key: SingleKey>> Operation for Attach<T> {
    type Output = Vec<T::Key>;

    fn access(&self) -> Access {
        Access::write_unless(self.keys.is_empty())
    }

    fn again(&self) -> Option<Self> {
        Some(Attach::new(
            self.relation,
            self.owner.clone(),
            self.keys.clone(),
        ))
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<T::Key>> {
        if self.keys.is_empty() {
            return Ok(Vec::new());
        }
        let level = connection.begin().await?;
        let result = self.attach(connection).await;
        connection.end(level, result).await
    }
}

/// `remove` and `clear`: rows that are to point to nothing.
pub(super) struct Detach<T> {
    relation: Relation,
    owner: Value,
    /// Only these; each has to be one that points here.
    keys: Option<Vec<Value>>,
    marker: PhantomData<fn() -> T>,
}

impl<T: Model<Key: SingleKey>> Detach<T> {
    pub(super) fn new(relation: Relation, owner: Value, keys: Option<Vec<Value>>) -> Self {
        Detach {
            relation,
            owner,
            keys,
            marker: PhantomData,
        }
    }

    async fn detach(self, connection: &mut Connection) -> Result<Vec<T::Key>> {
        let field = key_field::<T>(self.relation)?;
        let wanted = self.keys.as_ref().map(Vec::len);
        let mut conditions = vec![instance::equals(field, self.owner)];
        conditions.extend(self.keys.map(in_list::<T>));
        let removed = point::<T>(connection, field, Value::Null, conditions).await?;
        if wanted.is_some_and(|wanted| removed.len() < wanted) {
            return Err(rows::does_not_exist(T::NAME)
                .with_field(self.relation.label())
                .with_hint("one of the rows does not point here; nothing was changed"));
        }
        Ok(keys_of(&removed))
    }
}

impl<T: Model<Key: SingleKey>> Operation for Detach<T> {
    type Output = Vec<T::Key>;

    fn access(&self) -> Access {
        Access::write_unless(self.keys.as_ref().is_some_and(Vec::is_empty))
    }

    fn again(&self) -> Option<Self> {
        Some(Detach::new(
            self.relation,
            self.owner.clone(),
            self.keys.clone(),
        ))
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<T::Key>> {
        match &self.keys {
            Some(keys) if keys.is_empty() => Ok(Vec::new()),
            None => self.detach(connection).await,
            Some(_) => {
                let level = connection.begin().await?;
                let result = self.detach(connection).await;
                connection.end(level, result).await
            }
        }
    }
}

/// `set`: exactly these rows are to point here.
pub(super) struct Replace<T> {
    relation: Relation,
    owner: Value,
    keys: Vec<Value>,
    marker: PhantomData<fn() -> T>,
}

impl<T: Model<Key: SingleKey>> Replace<T> {
    pub(super) fn new(relation: Relation, owner: Value, keys: Vec<Value>) -> Self {
        Replace {
            relation,
            owner,
            keys,
            marker: PhantomData,
        }
    }

    async fn replace(self, connection: &mut Connection) -> Result<Changes<T::Key>> {
        let Replace {
            relation,
            owner,
            keys,
            ..
        } = self;
        let field = key_field::<T>(relation)?;
        rivals::lock_owner(connection, relation, &owner).await?;
        let others = vec![
            instance::equals(field, owner.clone()),
            Condition::Not(Box::new(in_list::<T>(keys.clone()))),
        ];
        let removed = point::<T>(connection, field, Value::Null, others).await?;
        let added = Attach::<T>::new(relation, owner, keys.clone())
            .attach(connection)
            .await?;
        let kept = keys
            .iter()
            .filter(|key| !added.iter().any(|new| new.to_value() == **key));
        let kept = kept.map(|key| {
            let value = key.as_ref();
            T::Key::from_key_value(value)
                .map_err(|error| Error::decode(T::NAME, T::META.key().name, error, value))
        });
        Ok(Changes {
            kept: kept.collect::<Result<_>>()?,
            removed: keys_of(&removed),
            added,
        })
    }
}

impl<T: Model<Key: SingleKey>> Operation for Replace<T> {
    type Output = Changes<T::Key>;

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(Replace::new(
            self.relation,
            self.owner.clone(),
            self.keys.clone(),
        ))
    }

    async fn run(self, connection: &mut Connection) -> Result<Changes<T::Key>> {
        let level = connection.begin().await?;
        let result = self.replace(connection).await;
        connection.end(level, result).await
    }
}
