//! `add_or_update_with`: new links, and new values for the columns of those that are there.

mod at_once;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result, Row, Value};
use throughline_sql::plan::{Condition, FieldPath, Lock, PairUpdate, Select, Source};

use super::{far_of, insert, pairs_of, read};
use crate::builder::Draft;
use crate::instance::equals;
use crate::{Outcome, explain, upsert};

/// Links to these rows with these columns, whether they were there or not.
#[derive(Clone)]
pub(crate) struct AddOrUpdate {
    pub(crate) relation: Relation,
    pub(crate) owner: Value,
    pub(crate) keys: Vec<Value>,
    pub(crate) payload: Draft,
}

impl Operation for AddOrUpdate {
    type Output = Vec<(Value, Outcome)>;

    fn access(&self) -> Access {
        Access::write_unless(self.keys.is_empty())
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        if self.keys.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(done) = self.at_once(connection).await? {
            return Ok(done);
        }
        let level = connection.begin_whole().await?;
        let result = self.write(connection).await;
        connection.end(level, result).await
    }
}

impl AddOrUpdate {
    /// New links first: what then differs was there before.
    async fn write(self, connection: &mut Connection) -> Result<Vec<(Value, Outcome)>> {
        let AddOrUpdate {
            relation,
            owner,
            keys,
            payload,
        } = self;
        let given = payload.clone();
        let added = insert(
            connection,
            relation,
            owner.clone(),
            keys.clone(),
            Some(payload),
        )
        .await?;
        let updated = match update_plan(relation, &owner, &keys, given) {
            Some(plan) => {
                let updated = update(connection, &plan, &owner, &keys).await;
                super::distinct(updated.map_err(|error| explain::link(error, relation))?)
            }
            None => Vec::new(),
        };
        let among = |list: &[Value], key: &Value| {
            list.binary_search_by(|known| known.key_order(key)).is_ok()
        };
        let outcome = |key: &Value| match (among(&added, key), among(&updated, key)) {
            (true, _) => Outcome::Created,
            (false, true) => Outcome::Updated,
            (false, false) => Outcome::Unchanged,
        };
        Ok(keys
            .into_iter()
            .map(|key| (key.clone(), outcome(&key)))
            .collect())
    }
}

/// Changes the links that differ, and gives their far keys. Where an update does not give them
/// back, they are locked and read before.
async fn update(
    connection: &mut Connection,
    plan: &PairUpdate,
    owner: &Value,
    keys: &[Value],
) -> Result<Vec<Value>> {
    if connection.dialect().capabilities().update_returning {
        let pairs = pairs_of(connection, plan, plan.relation).await?;
        return Ok(far_of(owner, pairs));
    }
    let Some((select, far)) = differing(plan, owner, keys) else {
        return Ok(Vec::new());
    };
    let mut updated = Vec::new();
    let each = &mut |row: &dyn Row| {
        updated.push(read::key(row, far, plan.relation.far())?);
        Ok(())
    };
    connection.fetch(&select, each).await?;
    if !updated.is_empty() {
        connection.run(plan).await?;
    }
    Ok(updated)
}

/// The links of the owner that the plan would change, and the place of their far key.
fn differing(plan: &PairUpdate, owner: &Value, keys: &[Value]) -> Option<(Select, usize)> {
    let link = plan.relation.link()?;
    let model = link.through?;
    let place = |column: &str| model.fields.iter().position(|field| field.column == column);
    let (near, far) = (place(link.near)?, place(link.far)?);
    let compared = plan.fields.iter().zip(&plan.values).take(plan.compared);
    let differs =
        compared.map(|(field, value)| Condition::Not(Box::new(equals(field, value.clone()))));
    let mut select = Select::new(Source::Model(model));
    select.conditions = vec![
        equals(&model.fields[near], owner.clone()),
        Condition::InList(FieldPath::own(&model.fields[far]).into(), keys.to_vec()),
        differs.reduce(Condition::or)?,
    ];
    select.lock = Some(Lock::Wait);
    Some((select, far))
}

/// New values for the columns that were given; none if only the ends were.
fn update_plan(
    relation: Relation,
    owner: &Value,
    keys: &[Value],
    given: Draft,
) -> Option<PairUpdate> {
    let link = relation.link()?;
    let model = given.model();
    let (mut fields, mut values) = (Vec::new(), Vec::new());
    for (position, value) in given.into_given() {
        let field = &model.fields[position];
        let is_key = model.primary_key.contains(&position);
        if field.column != link.near && field.column != link.far && !is_key {
            fields.push(field);
            values.push(value);
        }
    }
    if fields.is_empty() {
        return None;
    }
    // The present moment would differ every time: it follows another change only.
    let compared = fields.len();
    upsert::push_auto_now(model, &mut fields, &mut values);
    let pairs = relation.pairs(owner, keys);
    let rows = pairs.into_iter().collect();
    Some(PairUpdate {
        relation,
        rows,
        fields,
        values,
        compared,
    })
}
