//! `get_or_create` and `update_or_create`.
//!
//! Both look first. On SQLite, in a transaction that holds the lock before it looks: no rival can
//! come in between. On servers one can, and `rivals` and `find_or_insert` see to it.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{AutoNow, Error, ErrorKind, FieldDef, ModelDef, Relation, Result, Value};
use throughline_sql::plan::{
    Assignment, Comparison, Condition, FieldPath, OnConflict, Operand, Select, Source, Update,
};

use crate::builder::Draft;
use crate::instance::{by_key, equals};
use crate::{Model, create, explain, link, rivals, rows};

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
        let level = connection.begin().await?;
        let result = self.by_key.upsert::<M>(connection).await;
        connection.end(level, result).await
    }
}

impl ByKey {
    pub(crate) async fn upsert<M: Model>(
        self,
        connection: &mut Connection,
    ) -> Result<(M, Outcome)> {
        let ByKey {
            draft,
            key,
            mode,
            owner,
            only,
        } = self;
        let given = draft.clone();
        let mut draft = draft;
        draft.fill();
        let new = match only {
            None => given,
            Some(positions) => draft.only(&positions),
        };
        // A key with a null in it is equal to no other: the row is new.
        let values: Option<Vec<_>> = key
            .iter()
            .map(|&position| {
                draft
                    .value(position)
                    .filter(|value| !value.is_null())
                    .cloned()
            })
            .collect();
        let row = match find_or_insert::<M>(connection, draft, key, values).await? {
            (row, true) => return Ok((row, Outcome::Created)),
            (row, false) => row,
        };
        let row = match owner {
            Some((position, owner)) => claimed(connection, row, position, owner).await?,
            None => row,
        };
        if mode == Mode::Get {
            return Ok((row, Outcome::Found));
        }
        let assignments = changed(&row, new, key);
        if assignments.is_empty() {
            return Ok((row, Outcome::Unchanged));
        }
        match update_row(connection, &row, assignments).await? {
            Some(row) => Ok((row, Outcome::Updated)),
            None => Ok((row, Outcome::Unchanged)),
        }
    }
}

/// The row with these values of the key, or a new one, and whether it is new. Without values it is.
async fn find_or_insert<M: Model>(
    connection: &mut Connection,
    mut draft: Draft,
    key: &'static [usize],
    values: Option<Vec<Value>>,
) -> Result<(M, bool)> {
    let Some(values) = values else {
        return Ok((create::insert_row(connection, draft).await?, true));
    };
    let select = by_fields(M::META, key, values);
    if let Some(row) = rows::row::<M>(connection, &select).await? {
        return Ok((row, false));
    }
    if rivals::are_there(connection) {
        // One that came in between makes the insertion pass over the row, rather than fail, which
        // would be the end of the transaction. It may be gone again: then all is as at first.
        draft.fill();
        let new = create::insert(draft.clone(), Some(OnConflict::Key(key)));
        let inserted = rows::row::<M>(connection, &new).await;
        if let Some(row) = inserted.map_err(|error| explain::write(error, M::META))? {
            return Ok((row, true));
        }
        if let Some(row) = rows::row::<M>(connection, &select).await? {
            return Ok((row, false));
        }
    }
    Ok((create::insert_row(connection, draft).await?, true))
}

/// The row with the foreign key at that position pointing to the owner: it does, or pointed to
/// nothing.
async fn claimed<M: Model>(
    connection: &mut Connection,
    row: M,
    position: usize,
    owner: Value,
) -> Result<M> {
    let stored = &row.to_values()[position];
    if *stored == owner {
        return Ok(row);
    }
    if !stored.is_null() {
        return Err(of_another(M::META, position));
    }
    let assignment = assignment(&M::META.fields[position], owner);
    let claimed = update_row(connection, &row, vec![assignment]).await?;
    Ok(claimed.unwrap_or(row))
}

/// The error of a reverse manager that finds the row among those of another owner. Django's is
/// an `IntegrityError` too: it looks among its own rows, and then the new one collides.
fn of_another(model: &'static ModelDef, position: usize) -> Error {
    let (name, field) = (model.name, model.fields[position].name);
    let message = format!("the `{name}` with this unique key has another `{field}`");
    Error::new(ErrorKind::UniqueViolation, message)
        .with_model(name)
        .with_field(field)
        .with_hint("nothing was changed; to take the row over, change its key by `update` or `add`")
}

/// Several upserts that a unique key decides, in one transaction.
pub(crate) struct BulkUpsert<M> {
    pub(crate) all: Vec<ByKey>,
    pub(crate) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for BulkUpsert<M> {
    type Output = Vec<(M, Outcome)>;

    fn access(&self) -> Access {
        if self.all.is_empty() {
            Access::Read
        } else {
            Access::Write
        }
    }

    fn again(&self) -> Option<Self> {
        Some(BulkUpsert {
            all: self.all.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        if self.all.is_empty() {
            return Ok(Vec::new());
        }
        let level = connection.begin().await?;
        let result = self.upsert(connection).await;
        connection.end(level, result).await
    }
}

impl<M: Model> BulkUpsert<M> {
    async fn upsert(self, connection: &mut Connection) -> Result<Vec<(M, Outcome)>> {
        let mut done = Vec::with_capacity(self.all.len());
        for one in self.all {
            done.push(one.upsert(connection).await?);
        }
        Ok(done)
    }
}

fn by_fields(model: &'static ModelDef, key: &[usize], values: Vec<Value>) -> Select {
    let mut select = Select::new(Source::Model(model));
    let fields = key.iter().map(|&position| &model.fields[position]);
    select.conditions = fields
        .zip(values)
        .map(|(field, value)| equals(field, value))
        .collect();
    select
}

/// The fields of the draft that the row has otherwise.
fn changed<M: Model>(row: &M, new: Draft, key: &[usize]) -> Vec<Assignment> {
    let stored = row.to_values();
    let model = M::META;
    new.into_given()
        .filter(|(position, value)| {
            !key.contains(position)
                && !model.primary_key.contains(position)
                && stored[*position] != *value
        })
        .map(|(position, value)| assignment(&model.fields[position], value))
        .collect()
}

fn assignment(field: &'static FieldDef, value: Value) -> Assignment {
    Assignment {
        field,
        operand: Operand::Value(value),
    }
}

/// Changes the row, and its `auto_now` fields with it. `None` if no row was changed.
async fn update_row<M: Model>(
    connection: &mut Connection,
    row: &M,
    assignments: Vec<Assignment>,
) -> Result<Option<M>> {
    let select = by_key(M::META, throughline_core::Key::to_values(&row.key()));
    let update = Update {
        select,
        assignments: with_auto_now(M::META, assignments),
        returning: true,
    };
    let changed = rows::updated::<M>(connection, &update).await;
    let changed = changed.map_err(|error| explain::write(error, M::META))?;
    Ok(changed.into_iter().next())
}

/// The assignments, and the present moment for each `auto_now` field that has none of its own.
pub(crate) fn with_auto_now(
    model: &'static ModelDef,
    mut assignments: Vec<Assignment>,
) -> Vec<Assignment> {
    for field in model
        .fields
        .iter()
        .filter(|field| field.auto_now == AutoNow::OnChange)
    {
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
    for field in model
        .fields
        .iter()
        .filter(|field| field.auto_now == AutoNow::OnChange)
    {
        if !fields.iter().any(|known| known.name == field.name) {
            fields.push(field);
            values.push(field.now());
        }
    }
}

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
    async fn upsert(self, connection: &mut Connection) -> Result<(M, Outcome)> {
        let source = self.select.source.clone();
        let mut found = rows::only_row::<M>(connection, self.select.clone()).await?;
        if found.is_none() && rivals::become_maker(connection, M::META).await? {
            found = rows::only_row::<M>(connection, self.select).await?;
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
