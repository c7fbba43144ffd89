//! Many new rows.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use throughline_backend::{Access, Connection, Operation, Step};
use throughline_core::{ModelDef, Result, Row, RowCursor};
use throughline_sql::Render;
use throughline_sql::dialect::Capabilities;
use throughline_sql::plan::{Insert, InsertRows, OnConflict};

use super::alike::Alike;
use super::batches::{batches, bytes};
use crate::builder::Draft;
use crate::{Model, explain};

/// Many new rows, in one transaction.
pub(crate) struct BulkCreate<M> {
    rows: Arc<NewRows>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> BulkCreate<M> {
    /// With what is to be done on a conflict: by `None` it is an error.
    pub(crate) fn new(
        drafts: impl IntoIterator<Item = Draft>,
        on_conflict: Option<OnConflict>,
    ) -> Self {
        BulkCreate {
            rows: NewRows::new(drafts, on_conflict, false),
            marker: PhantomData,
        }
    }
}

impl<M: Model> Operation for BulkCreate<M> {
    type Output = Vec<M>;

    fn access(&self) -> Access {
        self.rows.access()
    }

    fn again(&self) -> Option<Self> {
        Some(BulkCreate {
            rows: Arc::clone(&self.rows),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<M>> {
        match self.rows.number {
            0 => Ok(Vec::new()),
            _ => insert_all(connection, &self.rows).await,
        }
    }
}

/// Many new rows of which nobody wants more than their number, in one transaction.
pub(crate) struct BulkInsert {
    model: &'static ModelDef,
    rows: Arc<NewRows>,
}

impl BulkInsert {
    pub(crate) fn new(model: &'static ModelDef, drafts: impl IntoIterator<Item = Draft>) -> Self {
        let rows = NewRows::new(drafts, None, true);
        BulkInsert { model, rows }
    }
}

impl Operation for BulkInsert {
    type Output = u64;

    fn access(&self) -> Access {
        self.rows.access()
    }

    fn again(&self) -> Option<Self> {
        Some(BulkInsert {
            model: self.model,
            rows: Arc::clone(&self.rows),
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        if self.rows.number == 0 {
            return Ok(0);
        }
        let plans = self.rows.plans(connection.dialect().capabilities());
        let mut steps: Vec<_> = plans.iter().map(|plan| Step::run(&**plan)).collect();
        let counts = connection.together(&mut steps).await;
        let counts = counts.map_err(|error| explain::write(error, self.model))?;
        Ok(counts.into_iter().sum())
    }
}

/// The rows, and the statements that they become when it is known for which engine.
///
/// Shared with those that do it again: a copy of each value would cost as much as sending it.
struct NewRows {
    number: usize,
    /// None once there are the statements.
    alike: Mutex<Vec<Alike>>,
    on_conflict: Option<OnConflict>,
    counted: bool,
    plans: OnceLock<Vec<Box<dyn Render>>>,
}

impl NewRows {
    fn new(
        drafts: impl IntoIterator<Item = Draft>,
        on_conflict: Option<OnConflict>,
        counted: bool,
    ) -> Arc<Self> {
        let alike = Alike::all(drafts);
        Arc::new(NewRows {
            number: alike.iter().map(|alike| alike.rows.len()).sum(),
            alike: Mutex::new(alike),
            on_conflict,
            counted,
            plans: OnceLock::new(),
        })
    }

    fn access(&self) -> Access {
        Access::write_unless(self.number == 0)
    }

    fn plans(&self, capabilities: &Capabilities) -> &[Box<dyn Render>] {
        self.plans.get_or_init(|| {
            let mut alike = self.alike.lock().unwrap_or_else(PoisonError::into_inner);
            let whole = capabilities.arrays || capabilities.in_process;
            let mut plans = Vec::new();
            for alike in std::mem::take(&mut *alike) {
                // A row without a value has a statement of its own.
                match whole && alike.rows.width() > 0 {
                    true => plans.push(self.at_once(alike)),
                    false => plans.extend(self.in_batches(alike)),
                }
            }
            plans
        })
    }

    /// One statement for all of them.
    fn at_once(&self, alike: Alike) -> Box<dyn Render> {
        Box::new(InsertRows {
            model: alike.model,
            fields: alike.fields(),
            rows: alike.rows,
            on_conflict: self.on_conflict,
            counted: self.counted,
        })
    }

    /// One statement for each batch.
    fn in_batches(&self, alike: Alike) -> impl Iterator<Item = Box<dyn Render>> {
        let (model, fields, width) = (alike.model, alike.fields(), alike.rows.width());
        let sizes = batches(width, alike.rows.iter().map(bytes));
        let mut values = alike.rows.into_values().into_iter();
        sizes.into_iter().map(move |rows| {
            Box::new(Insert {
                model,
                fields: fields.clone(),
                values: values.by_ref().take(rows * width).collect(),
                on_conflict: self.on_conflict,
                counted: self.counted,
            }) as _
        })
    }
}

/// All of these by statements that go together. The rows come back in the order of the values,
/// from each engine.
async fn insert_all<M: Model>(connection: &mut Connection, rows: &NewRows) -> Result<Vec<M>> {
    let plans = rows.plans(connection.dialect().capabilities());
    let mut created: Vec<Vec<M>> = plans.iter().map(|_| Vec::new()).collect();
    if let Some(first) = created.first_mut() {
        first.reserve_exact(rows.number);
    }
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
    let mut created = created.into_iter();
    let mut all = created.next().unwrap_or_default();
    all.extend(created.flatten());
    Ok(all)
}
