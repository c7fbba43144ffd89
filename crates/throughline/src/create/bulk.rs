//! Many new rows.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use throughline_backend::{Access, Connection, Operation, Step};
use throughline_core::{Result, Row, RowCursor};
use throughline_sql::Render;
use throughline_sql::dialect::Capabilities;
use throughline_sql::plan::{InsertRows, OnConflict};

use super::batches::batches;
use super::insert;
use crate::builder::Draft;
use crate::{Model, explain};

/// Many new rows, in one transaction.
pub(crate) struct BulkCreate<M> {
    /// Shared with those that do it again: a copy of each value would cost as much as sending it.
    rows: Arc<NewRows>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> BulkCreate<M> {
    /// With what is to be done on a conflict: by `None` it is an error.
    pub(crate) fn new(drafts: Vec<Draft>, on_conflict: Option<OnConflict>) -> Self {
        let rows = NewRows {
            are_none: drafts.is_empty(),
            drafts: Mutex::new(drafts),
            on_conflict,
            plans: OnceLock::new(),
        };
        BulkCreate {
            rows: Arc::new(rows),
            marker: PhantomData,
        }
    }
}

impl<M: Model> Operation for BulkCreate<M> {
    type Output = Vec<M>;

    fn access(&self) -> Access {
        match self.rows.are_none {
            true => Access::Read,
            false => Access::Write,
        }
    }

    fn again(&self) -> Option<Self> {
        Some(BulkCreate {
            rows: Arc::clone(&self.rows),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<M>> {
        match self.rows.are_none {
            true => Ok(Vec::new()),
            false => insert_all(connection, &self.rows).await,
        }
    }
}

/// The rows, and the statements that they become when it is known for which engine.
struct NewRows {
    are_none: bool,
    /// None once there are the statements.
    drafts: Mutex<Vec<Draft>>,
    on_conflict: Option<OnConflict>,
    plans: OnceLock<Vec<Box<dyn Render>>>,
}

impl NewRows {
    fn plans(&self, capabilities: &Capabilities) -> &[Box<dyn Render>] {
        self.plans.get_or_init(|| {
            let mut drafts = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
            let mut drafts = std::mem::take(&mut *drafts);
            drafts.iter_mut().for_each(Draft::fill);
            match capabilities.arrays || capabilities.in_process {
                true => by_rows(drafts, self.on_conflict),
                false => by_batches(drafts, self.on_conflict),
            }
        })
    }
}

/// All of these by statements that go together. The rows come back in the order of the values,
/// from each engine.
async fn insert_all<M: Model>(connection: &mut Connection, rows: &NewRows) -> Result<Vec<M>> {
    let plans = rows.plans(connection.dialect().capabilities());
    let mut created: Vec<Vec<M>> = plans.iter().map(|_| Vec::new()).collect();
    let mut takes: Vec<_> = created
        .iter_mut()
        .map(|rows| {
            |row: &dyn Row| {
                rows.push(M::from_row(&mut RowCursor::new(row, M::META, 0))?);
                Ok(())
            }
        })
        .collect();
    let steps = plans.iter().zip(&mut takes);
    let mut steps: Vec<_> = steps
        .map(|(plan, take)| Step::fetch(&**plan, take))
        .collect();
    let done = connection.together(&mut steps).await;
    done.map_err(|error| explain::write(error, M::META))?;
    drop(steps);
    drop(takes);
    Ok(created.into_iter().flatten().collect())
}

/// One statement for all consecutive drafts that are given the same fields.
fn by_rows(drafts: Vec<Draft>, on_conflict: Option<OnConflict>) -> Vec<Box<dyn Render>> {
    let sizes: Vec<_> = drafts
        .chunk_by(Draft::gives_the_same_fields)
        .map(<[Draft]>::len)
        .collect();
    let mut drafts = drafts.into_iter();
    let mut plans: Vec<Box<dyn Render>> = Vec::new();
    for rows in sizes {
        let mut alike = drafts.by_ref().take(rows).peekable();
        let Some(first) = alike.peek() else { break };
        let model = first.model();
        if first.given() == 0 {
            // A row without a value has a statement of its own.
            plans.extend(alike.map(|draft| Box::new(insert(draft, on_conflict)) as _));
            continue;
        }
        let positions = first.clone().into_given().map(|(position, _)| position);
        let fields = positions.map(|position| &model.fields[position]).collect();
        let values = |draft: Draft| draft.into_given().map(|(_, value)| value);
        plans.push(Box::new(InsertRows {
            model,
            fields,
            rows: alike.map(values).collect(),
            on_conflict,
        }));
    }
    plans
}

/// One statement for each batch.
fn by_batches(drafts: Vec<Draft>, on_conflict: Option<OnConflict>) -> Vec<Box<dyn Render>> {
    let sizes = batches(&drafts);
    let mut drafts = drafts.into_iter();
    let mut plans: Vec<Box<dyn Render>> = Vec::new();
    for rows in sizes {
        let mut batch = drafts.by_ref().take(rows);
        let Some(first) = batch.next() else { break };
        let mut plan = insert(first, on_conflict);
        plan.values
            .extend(batch.flat_map(Draft::into_given).map(|(_, value)| value));
        plans.push(Box::new(plan));
    }
    plans
}
