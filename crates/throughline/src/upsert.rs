//! `get_or_create` and `update_or_create`.
//!
//! By a unique key, one statement does it where the engine can tell what it did (`at_once`); elsewhere
//! it is looked first, in a transaction that keeps rivals out (`in_steps`). By a filter it is always
//! looked first (`by_filter`).

mod at_once;
mod bulk;
mod by_filter;
mod in_steps;

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{AutoNow, FieldDef, ModelDef, Result, Value};
use throughline_sql::plan::{Assignment, Operand};

use crate::Model;
use crate::builder::Draft;

pub(crate) use at_once::TRIES;
pub(crate) use bulk::BulkUpsert;
pub(crate) use by_filter::{UpsertByFilter, create_in};

/// What an upsert did.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let eve = |name: &str| Teacher::builder().name(name).email("eve@school.example");
/// assert_eq!(eve("Eve").get_or_create(&db)?.1, Outcome::Found);
/// assert_eq!(eve("Eve").update_or_create(&db)?.1, Outcome::Unchanged);
/// assert_eq!(eve("Eva").update_or_create(&db)?.1, Outcome::Updated);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// There was no row: it was created.
    Created,
    /// There was a row, and at least one of its fields was changed.
    Updated,
    /// There was a row, and it had all the values already.
    Unchanged,
    /// There was a row, and nothing was to be changed: the answer of `get_or_create`.
    Found,
}

impl Outcome {
    /// Whether the row is new.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let zoe = Teacher::builder().name("Zoe").email("zoe@school.example");
    /// let (zoe, outcome) = zoe.get_or_create(&db)?;
    /// if outcome.is_created() {
    ///     println!("welcome, {}", zoe.name);
    /// }
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn is_created(self) -> bool {
        self == Outcome::Created
    }
}

/// Whether a row that is found is changed.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It stays as it is.
    Get,
    /// It gets the values that were given.
    Update,
}

/// An upsert that a unique key decides.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct ByKey {
    pub(crate) draft: Draft,
    /// Positions of the key's fields.
    pub(crate) key: &'static [usize],
    pub(crate) mode: Mode,
    /// The position of a foreign key, and the value that a row which is found has to have there:
    /// a reverse manager takes no row away from another owner.
    pub(crate) owner: Option<(usize, Value)>,
    /// The positions of the fields that a row which is found gets, in place of those that were
    /// given.
    pub(crate) only: Option<Vec<usize>>,
}

/// An upsert of a row that belongs to no relation.
pub(crate) struct UpsertByKey<M> {
    by_key: ByKey,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> UpsertByKey<M> {
    pub(crate) fn new(by_key: ByKey) -> Self {
        UpsertByKey {
            by_key,
            marker: PhantomData,
        }
    }
}

impl<M: Model> Operation for UpsertByKey<M> {
    type Output = (M, Outcome);

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(UpsertByKey {
            by_key: self.by_key.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        if let Some((row, outcome, _)) = self.by_key.at_once::<M>(connection, None).await? {
            return Ok((row, outcome));
        }
        let level = connection.begin().await?;
        let result = self.by_key.in_steps::<M>(connection).await;
        connection.end(level, result).await
    }
}

impl ByKey {
    /// The values of the key, if none of them is null.
    fn key_values(&self, draft: &Draft) -> Option<Vec<Value>> {
        let value = |&position: &usize| draft.value(position).filter(|value| !value.is_null());
        self.key
            .iter()
            .map(|position| value(position).cloned())
            .collect()
    }

    /// The values that a row which is found gets, by their positions. `filled` has those that were
    /// not given, too.
    fn new_values(&self, filled: &Draft) -> impl Iterator<Item = (usize, Value)> + use<> {
        let new = match &self.only {
            None => self.draft.clone(),
            Some(positions) => filled.only(positions),
        };
        let (key, primary_key) = (self.key, filled.model().primary_key);
        new.into_given()
            .filter(move |(at, _)| !key.contains(at) && !primary_key.contains(at))
    }
}

fn assignment(field: &'static FieldDef, value: Value) -> Assignment {
    Assignment {
        field,
        operand: Operand::Value(value),
    }
}

/// The fields that take the present moment when another one changes.
pub(crate) fn follow_changes(model: &'static ModelDef) -> impl Iterator<Item = &'static FieldDef> {
    let fields = model.fields.iter();
    fields.filter(|field| field.auto_now == AutoNow::OnChange)
}

/// The assignments, and the present moment for each `auto_now` field that has none of its own.
pub(crate) fn with_auto_now(
    model: &'static ModelDef,
    mut assignments: Vec<Assignment>,
) -> Vec<Assignment> {
    for field in follow_changes(model) {
        if !assignments
            .iter()
            .any(|assignment| assignment.field.name == field.name)
        {
            assignments.push(assignment(field, field.now()));
        }
    }
    assignments
}

/// The present moment for each `auto_now` field that is not among these, as columns of a link.
pub(crate) fn push_auto_now(
    model: &'static ModelDef,
    fields: &mut Vec<&'static FieldDef>,
    values: &mut Vec<Value>,
) {
    for field in follow_changes(model) {
        if !fields.iter().any(|known| known.name == field.name) {
            fields.push(field);
            values.push(field.now());
        }
    }
}
