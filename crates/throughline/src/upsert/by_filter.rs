//! `get_or_create` and `update_or_create` by a filter: Django's. And new rows among those of a query
//! set.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result, Value};
use throughline_sql::plan::{
    Assignment, Comparison, Condition, FieldPath, Operand, Select, Source, Update,
};

use super::{Outcome, with_auto_now};
use crate::builder::Draft;
use crate::instance::by_key;
use crate::{Model, create, explain, link, rivals, rows};

/// An upsert that a query set decides: Django's. Looks among the rows of the query set only.
pub(crate) struct UpsertByFilter<M> {
    pub(crate) select: Select,
    /// The changes to a row that is found; none for `get_or_create`.
    pub(crate) changes: Option<Vec<Assignment>>,
    pub(crate) draft: Draft,
    /// The columns of the through model for a link to a new row, on a related manager.
    pub(crate) link: Option<Draft>,
    pub(crate) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for UpsertByFilter<M> {
    type Output = (M, Outcome);

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(UpsertByFilter {
            select: self.select.clone(),
            changes: self.changes.clone(),
            draft: self.draft.clone(),
            link: self.link.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        let level = connection.begin().await?;
        let result = self.upsert(connection).await;
        connection.end(level, result).await
    }
}

impl<M: Model> UpsertByFilter<M> {
    async fn upsert(mut self, connection: &mut Connection) -> Result<(M, Outcome)> {
        let source = self.select.source.clone();
        let mut found = rows::only_row::<M>(connection, &mut self.select).await?;
        if found.is_none() && rivals::become_maker(connection, M::META).await? {
            found = rows::only_row::<M>(connection, &mut self.select).await?;
        }
        let Some(row) = found else {
            let row = create_in(connection, &source, self.draft, self.link).await?;
            return Ok((row, Outcome::Created));
        };
        let Some(changes) = self.changes else {
            return Ok((row, Outcome::Found));
        };
        let select = by_key(M::META, throughline_core::Key::to_values(&row.key()));
        let Some(differs) = differs(&changes) else {
            return Ok((row, Outcome::Unchanged));
        };
        let select = Select {
            conditions: [select.conditions, vec![differs]].concat(),
            ..select
        };
        let assignments = with_auto_now(M::META, changes);
        let update = Update {
            select,
            assignments,
            returning: true,
        };
        let changed = rows::updated::<M>(connection, &update).await;
        let changed = changed.map_err(|error| explain::write(error, M::META))?;
        match changed.into_iter().next() {
            Some(row) => Ok((row, Outcome::Updated)),
            None => Ok((row, Outcome::Unchanged)),
        }
    }
}

/// Whether any of the assignments would change the row.
fn differs(changes: &[Assignment]) -> Option<Condition> {
    let one = |change: &Assignment| {
        let path = FieldPath::own(change.field).into();
        match &change.operand {
            Operand::Value(Value::Null) => Condition::IsNull(path, false),
            operand => Condition::Compare(path, Comparison::NotEqual, operand.clone()),
        }
    };
    changes.iter().map(one).reduce(Condition::or)
}

/// A new row among those of the source: with the foreign key filled in, or linked.
pub(crate) async fn create_in<M: Model>(
    connection: &mut Connection,
    source: &Source,
    mut draft: Draft,
    link: Option<Draft>,
) -> Result<M> {
    let Source::Related(relation, owner) = source else {
        return create::insert_row(connection, draft).await;
    };
    if let Some(column) = relation.far_column() {
        let position = M::META
            .fields
            .iter()
            .position(|field| field.column == column);
        if let Some(position) = position {
            draft.set_value(position, owner.clone());
        }
        return create::insert_row(connection, draft).await;
    }
    if connection.dialect().capabilities().writes_in_with {
        let link = link::new_link(*relation, owner.clone(), link);
        return link::insert_linked(connection, draft, link).await;
    }
    let row: M = create::insert_row(connection, draft).await?;
    link_row(connection, *relation, owner, &row, link).await?;
    Ok(row)
}

async fn link_row<M: Model>(
    connection: &mut Connection,
    relation: Relation,
    owner: &Value,
    row: &M,
    link: Option<Draft>,
) -> Result<()> {
    let keys = throughline_core::Key::to_values(&row.key());
    link::insert(connection, relation, owner.clone(), keys, link)
        .await
        .map(drop)
}
