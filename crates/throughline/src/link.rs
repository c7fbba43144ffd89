//! The links of a many-to-many relation: what related managers do, without types.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{ColumnType, Error, FieldType, KeySource, Relation, Result, Value};
use throughline_sql::plan::{LinkCount, LinkDelete, LinkInsert, Targets};

use uuid::Uuid;

use crate::builder::Draft;
use crate::{explain, rows};

/// The keys, sorted and each once: two calls take their locks in the same order.
pub(crate) fn distinct(mut keys: Vec<Value>) -> Vec<Value> {
    keys.sort_by(Value::key_order);
    keys.dedup();
    keys
}

/// New links. Gives the far keys of those that were not there.
pub(crate) async fn insert(
    connection: &mut Connection,
    relation: Relation,
    owner: Value,
    keys: Vec<Value>,
    payload: Option<Draft>,
) -> Result<Vec<Value>> {
    let plan = insert_plan(relation, owner, keys, payload);
    let added = far_keys(connection, &plan, relation).await;
    added.map_err(|error| explain::link(error, relation))
}

fn insert_plan(
    relation: Relation,
    owner: Value,
    keys: Vec<Value>,
    payload: Option<Draft>,
) -> LinkInsert {
    let mut plan = LinkInsert {
        relation,
        owner,
        rows: Vec::new(),
        row_fields: Vec::new(),
        shared_fields: Vec::new(),
        shared: Vec::new(),
    };
    if let Some((link, mut draft)) = relation.link().zip(payload) {
        let model = draft.model();
        // A key that the library makes is another one for each row.
        let own_keys = model
            .key_fields()
            .filter(|field| field.key_source == KeySource::Client);
        let given: Vec<_> = draft
            .given()
            .map(|position| model.fields[position].name)
            .collect();
        plan.row_fields = own_keys
            .filter(|field| !given.contains(&field.name))
            .collect();
        draft.fill();
        for (position, value) in draft.into_given() {
            let field = &model.fields[position];
            let is_end = field.column == link.near || field.column == link.far;
            let is_own = plan.row_fields.iter().any(|own| own.name == field.name);
            if !is_end && !is_own {
                plan.shared_fields.push(field);
                plan.shared.push(value);
            }
        }
    }
    plan.rows = keys
        .into_iter()
        .map(|key| {
            let own = plan
                .row_fields
                .iter()
                .filter_map(|field| field.initial_value());
            std::iter::once(key).chain(own).collect()
        })
        .collect();
    plan
}

/// The keys that a plan gives, as values of the far key's type: SQLite gives a UUID as text.
async fn far_keys(
    connection: &mut Connection,
    plan: &dyn throughline_sql::Render,
    relation: Relation,
) -> Result<Vec<Value>> {
    let far = relation.far();
    let mut keys = Vec::new();
    connection
        .fetch(plan, &mut |row| {
            let value = row.value(0)?;
            keys.push(if far.key.column_type == ColumnType::Uuid {
                let uuid = Uuid::from_value(value);
                uuid.map_err(|e| Error::decode(far.model.name, far.key.name, e, value))?
                    .to_value()
            } else {
                value.to_value()
            });
            Ok(())
        })
        .await?;
    Ok(keys)
}

/// `add`.
pub(crate) struct Add {
    pub(crate) relation: Relation,
    pub(crate) owner: Value,
    pub(crate) keys: Vec<Value>,
    pub(crate) payload: Option<Draft>,
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

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        if self.keys.is_empty() {
            return Ok(Vec::new());
        }
        insert(
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

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        if matches!(&self.targets, Targets::In(keys) if keys.is_empty()) {
            return Ok(Vec::new());
        }
        let Remove {
            relation,
            owner,
            targets,
        } = self;
        let plan = LinkDelete {
            relation,
            owner,
            targets,
        };
        let removed = far_keys(connection, &plan, relation).await;
        removed.map_err(|error| explain::link(error, relation))
    }
}

/// `set`.
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
        let targets = Targets::NotIn(keys.clone());
        let removed = Remove {
            relation,
            owner: owner.clone(),
            targets,
        }
        .run(connection)
        .await?;
        let added = distinct(insert(connection, relation, owner, keys.clone(), payload).await?);
        let is_new = |key: &Value| added.binary_search_by(|new| new.key_order(key)).is_ok();
        let kept = keys.into_iter().filter(|key| !is_new(key)).collect();
        Ok(SetKeys {
            added,
            removed,
            kept,
        })
    }
}

/// `count`, `exists` and `contains`.
pub(crate) struct Count(pub(crate) LinkCount);

impl Operation for Count {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        rows::count(connection, &self.0).await
    }
}
