//! Query sets: rows of a model, filtered, ordered, cut, read, changed.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{
    AutoNow, Error, ErrorKind, FieldDef, FieldType, KeySource, Relation, Result, SingleKey, Value,
};
use throughline_sql::plan::{Assignment, Delete, FieldPath, Order, Output, Select, Source, Update};

use crate::builder::{Builder, Complete, Draft, FillAt, SimpleLink};
use crate::create::{BulkCreate, UpsertBuilder};
use crate::link::{self, LinkAll, LinkReport, UnlinkAll};
use crate::path::{ModelPath, Path, Target};
use crate::related::{CompleteLink, LinkSet};
use crate::reverse::KeyLink;
use crate::upsert::{BulkUpsert, Mode, UpsertByFilter, with_auto_now};
use crate::{Condition, Executor, IntoAssignments, IntoOrdering, Model, Outcome, explain, rows};

/// Rows of a model that are asked for. Nothing is sent before a terminal method: `all`, `get`,
/// `first`, `count`, `exists`, `update`, `delete`, `get_or_create`, `update_or_create`.
///
/// `B` is what a new row of a related manager's query set needs for its link; elsewhere it means
/// nothing.
///
/// ```
/// # use throughline_guide::*;
/// # async fn run(db: &Db, ann: Student) -> throughline::Result<()> {
/// let courses: Vec<Course> = Course::objects()
///     .filter(|c| c.students().eq(&ann))
///     .exclude(|c| c.title().starts_with("Intro"))
///     .order_by(|c| c.title())
///     .limit(10)
///     .all(db)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a query set asks nothing before a terminal method such as `all`"]
pub struct QuerySet<M, B = SimpleLink> {
    select: Select,
    marker: PhantomData<fn() -> (M, B)>,
}

impl<M, B> Clone for QuerySet<M, B> {
    fn clone(&self) -> Self {
        QuerySet {
            select: self.select.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Model, B> std::fmt::Debug for QuerySet<M, B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuerySet")
            .field("model", &M::NAME)
            .field("conditions", &self.select.conditions.len())
            .field("limit", &self.select.limit)
            .field("offset", &self.select.offset)
            .finish_non_exhaustive()
    }
}

impl<M: Model> QuerySet<M> {
    pub(crate) fn all_of_model() -> Self {
        QuerySet::new(Source::Model(M::META))
    }

    /// As [`update_or_create`](crate::CreateExt::update_or_create) for each of these rows, in one
    /// transaction: all or none. Gives them in the order of the builders, each with what was
    /// done.
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create), for the first row that is refused.
    pub fn bulk_update_or_create<E: Executor, R: UpsertBuilder<Model = M>>(
        &self,
        db: E,
        builders: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<(M, Outcome)>> {
        let all = builders.into_iter().map(|builder| builder.into_by_key(Mode::Update)).collect();
        db.run(BulkUpsert { all, marker: PhantomData })
    }

    /// Links many owners at once, by the relation at the end of the path. The pairs are those of
    /// an owner and a target, each a row, a reference to one, or a key. Gives how many links are
    /// new, how many were there, and which pairs name a row that is not there: these are left
    /// out, and the others are linked.
    ///
    /// In one transaction; one statement for each 20,000 pairs.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let pairs = [(1, 1), (1, 2), (2, 1)];
    /// let report = Course::objects().link_all(db, |c| c.students(), pairs).await?;
    /// assert_eq!(report.added, 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](ErrorKind::InvalidValue) if the path is not one many-to-many relation, or
    /// its through model has columns that need a value: then the links are rows to create.
    pub fn link_all<E: Executor, P: ModelPath<Model: Model<Key: SingleKey>>, A, Z>(
        &self,
        db: E,
        path: impl FnOnce(M::Path) -> P,
        pairs: impl IntoIterator<Item = (A, Z)>,
    ) -> E::Out<LinkReport>
    where
        M: Model<Key: SingleKey>,
        A: Target<M>,
        Z: Target<P::Model>,
    {
        let relation = many_to_many(&path(Self::path()));
        let link_all = relation.and_then(|relation| {
            let payload = link_draft(relation)?;
            Ok(LinkAll { relation, pairs: key_pairs(pairs), payload })
        });
        db.run(Checked(link_all))
    }

    /// Takes away the links of many owners at once, by the relation at the end of the path. Gives
    /// how many there were. In one transaction; one statement for each 20,000 pairs.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](ErrorKind::InvalidValue) if the path is not one many-to-many relation.
    pub fn unlink_all<E: Executor, P: ModelPath<Model: Model<Key: SingleKey>>, A, Z>(
        &self,
        db: E,
        path: impl FnOnce(M::Path) -> P,
        pairs: impl IntoIterator<Item = (A, Z)>,
    ) -> E::Out<u64>
    where
        M: Model<Key: SingleKey>,
        A: Target<M>,
        Z: Target<P::Model>,
    {
        let relation = many_to_many(&path(Self::path()));
        db.run(Checked(relation.map(|relation| UnlinkAll { relation, pairs: key_pairs(pairs) })))
    }

    /// Creates all these rows, in one transaction: all or none. Gives them in the order of the
    /// builders. On SQLite one statement for each row, prepared once.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let names = ["Ann", "Bob", "Cleo"];
    /// let students =
    ///     Student::objects().bulk_create(db, names.map(|n| Student::builder().name(n))).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create), for the first row that is refused.
    pub fn bulk_create<E: Executor, R: Complete<Model = M>>(
        &self,
        db: E,
        builders: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<M>> {
        let drafts = builders.into_iter().map(Builder::into_draft).collect();
        db.run(BulkCreate {
            drafts,
            marker: PhantomData,
        })
    }
}

impl<M: Model, B: Builder> QuerySet<M, B> {
    /// The rows of a related manager's query set, each with the row of the through model that
    /// links it.
    pub fn with_link(self) -> LinkSet<M, B::Model> {
        LinkSet::new(self.into_select(Output::RowsWithLink))
    }
}

impl<M: Model, B> QuerySet<M, B> {
    pub(crate) fn new(source: Source) -> Self {
        QuerySet {
            select: Select::new(source),
            marker: PhantomData,
        }
    }

    fn path() -> M::Path {
        M::Path::from_path(Path::<crate::One>::root())
    }

    /// Only the rows for which the condition is true. Several filters must all be.
    ///
    /// A condition whose path crosses a relation to many rows means: some related row. Each such
    /// term asks for itself; no row comes twice.
    pub fn filter(mut self, condition: impl FnOnce(M::Path) -> Condition) -> Self {
        self.select.conditions.push(condition(Self::path()).0);
        self
    }

    /// Only the rows that `filter` with the same condition would leave out, nulls included.
    pub fn exclude(self, condition: impl FnOnce(M::Path) -> Condition) -> Self {
        self.filter(|path| !condition(path))
    }

    /// The order of the rows, in place of any earlier one, that of the model included.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Enrollment::objects()
    ///     .order_by(|e| (e.enrollment_date().desc(), e.student().name()));
    /// ```
    pub fn order_by<O: IntoOrdering>(mut self, ordering: impl FnOnce(M::Path) -> O) -> Self {
        self.select.order = ordering(Self::path()).into_ordering();
        self
    }

    /// At most so many rows. It applies after all filters, in whatever order they are called.
    pub fn limit(mut self, limit: u64) -> Self {
        self.select.limit = Some(limit);
        self
    }

    /// Without the first so many rows.
    pub fn offset(mut self, offset: u64) -> Self {
        self.select.offset = Some(offset);
        self
    }

    /// The query as it is sent.
    fn into_select(self, output: Output) -> Select {
        let mut select = Select {
            output,
            ..self.select
        };
        if select.order.is_empty() && matches!(select.output, Output::Rows | Output::RowsWithLink) {
            select.order = model_order::<M>();
        }
        if select.offset.is_some() && select.limit.is_none() {
            // No engine but PostgreSQL has an OFFSET without a LIMIT.
            select.limit = Some(i64::MAX.unsigned_abs());
        }
        select
    }

    /// All rows. One statement.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn all<E: Executor>(self, db: E) -> E::Out<Vec<M>> {
        db.run(All::<M> {
            select: self.into_select(Output::Rows),
            marker: PhantomData,
        })
    }

    /// The one row. One statement, which reads at most two rows.
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](ErrorKind::DoesNotExist), [`MultipleFound`](ErrorKind::MultipleFound).
    pub fn get<E: Executor>(self, db: E) -> E::Out<M> {
        // One row needs no order, unless it is to be the one at some place.
        let unordered = self.select.order.is_empty() && !self.select.is_sliced();
        let mut select = self.into_select(Output::Rows);
        if unordered {
            select.order.clear();
        }
        db.run(Get::<M> { select, marker: PhantomData })
    }

    /// The first row in the order of the query set, of the model, or of the primary key. One
    /// statement.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn first<E: Executor>(self, db: E) -> E::Out<Option<M>> {
        let mut select = self.into_select(Output::Rows);
        if select.order.is_empty() {
            select.order = M::META
                .key_fields()
                .map(|field| ascending(FieldPath::own(field)))
                .collect();
        }
        select.limit = Some(select.limit.unwrap_or(1).min(1));
        db.run(First::<M> {
            select,
            marker: PhantomData,
        })
    }

    /// How many rows there are. One statement.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn count<E: Executor>(self, db: E) -> E::Out<u64> {
        db.run(Count {
            select: self.into_select(Output::Count),
        })
    }

    /// Whether there is any row. One statement, which reads at most one row.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn exists<E: Executor>(self, db: E) -> E::Out<bool> {
        let mut select = self.into_select(Output::Exists);
        select.limit = Some(select.limit.unwrap_or(1).min(1));
        db.run(Exists { select })
    }

    /// Changes all rows of the query set. Gives their number. One statement. Fields with
    /// `auto_now` are set to the present moment.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// Student::objects()
    ///     .filter(|s| s.name().eq("Ann"))
    ///     .update(db, |s| s.name().set("Anna"))
    ///     .await?;
    /// // UPDATE "student" SET "name" = ? WHERE "name" = ?
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](ErrorKind::InvalidValue) if a field of another model is assigned; the
    /// kind of a violated constraint.
    pub fn update<E: Executor, A: IntoAssignments>(
        self,
        db: E,
        changes: impl FnOnce(M::Path) -> A,
    ) -> E::Out<u64> {
        let assignments = own_assignments::<M>(changes(Self::path()));
        db.run(UpdateRows::<M> {
            select: self.select,
            assignments,
            marker: PhantomData,
        })
    }

    /// Deletes all rows of the query set. Gives their number. One statement; the database
    /// cascades. On a related manager's query set the *rows* go, not their links alone: for
    /// these there are `remove` and `clear`.
    ///
    /// # Errors
    ///
    /// [`ForeignKeyViolation`](ErrorKind::ForeignKeyViolation) if a row that may not be deleted
    /// with one of them points to it.
    pub fn delete<E: Executor>(self, db: E) -> E::Out<u64> {
        db.run(DeleteRows::<M> {
            select: self.select,
            marker: PhantomData,
        })
    }
}

impl<M: Model, B> QuerySet<M, B> {
    /// The one row of the query set, or the new one if there is none. Looks among the rows of
    /// the query set only; a new row need not be one of them. On a related manager's query set a
    /// new row is linked.
    ///
    /// In a transaction that holds the write lock: one statement if the row is there.
    ///
    /// # Errors
    ///
    /// [`MultipleFound`](ErrorKind::MultipleFound); as
    /// [`create`](crate::CreateExt::create) for the new row.
    pub fn get_or_create<E: Executor>(
        self,
        db: E,
        new: impl NewRow<B, Model = M>,
    ) -> E::Out<(M, Outcome)>
    where
        B: CompleteLink,
    {
        db.run(UpsertByFilter::<M> {
            select: self.select,
            changes: None,
            draft: new.into_draft(),
            link: B::start().into_link_draft(),
            marker: PhantomData,
        })
    }

    /// Changes the one row of the query set, or creates the new one if there is none. Django's
    /// `update_or_create` on any lookup, unique or not.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let (student, outcome) = Student::objects()
    ///     .filter(|s| s.name().iexact("ann"))
    ///     .update_or_create(db, |s| s.name().set("Ann"), Student::builder().name("Ann"))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// In a transaction that holds the write lock: one statement to look, one to change or
    /// create.
    ///
    /// # Errors
    ///
    /// [`MultipleFound`](ErrorKind::MultipleFound); as [`update`](QuerySet::update) and
    /// [`create`](crate::CreateExt::create).
    pub fn update_or_create<E: Executor, A: IntoAssignments>(
        self,
        db: E,
        changes: impl FnOnce(M::Path) -> A,
        new: impl NewRow<B, Model = M>,
    ) -> E::Out<(M, Outcome)>
    where
        B: CompleteLink,
    {
        let changes = own_assignments::<M>(changes(Self::path()));
        db.run(Checked(changes.map(|changes| UpsertByFilter::<M> {
            select: self.select,
            changes: Some(changes),
            draft: new.into_draft(),
            link: B::start().into_link_draft(),
            marker: PhantomData,
        })))
    }
}

/// A builder of a row for a query set: complete, but for the foreign key that a reverse manager
/// fills in.
pub trait NewRow<B>: Builder {}

impl<R: Complete> NewRow<SimpleLink> for R {}

impl<R: Complete, L: Complete> NewRow<L> for R {}

impl<const P: usize, R: FillAt<P>> NewRow<KeyLink<P>> for R where R::Out: Complete {}

/// The relation that a path of one many-to-many relation follows.
fn many_to_many<P: ModelPath>(path: &P) -> Result<Relation> {
    match path.as_path().relations() {
        [relation] if relation.link().is_some() => Ok(*relation),
        _ => Err(Error::new(
            ErrorKind::InvalidValue,
            "links are those of one many-to-many relation, and this path is another",
        )
        .with_hint("give the relation alone, such as `|c| c.students()`")),
    }
}

/// The columns of a new link, if none of them needs a value from the caller.
fn link_draft(relation: Relation) -> Result<Option<Draft>> {
    let Some((link, model)) = relation.link().and_then(|link| Some((link, link.through?))) else {
        return Ok(None);
    };
    let needs_value = |field: &&FieldDef| {
        let made = field.nullable
            || field.default.is_some()
            || field.db_default.is_some()
            || field.auto_now != AutoNow::No
            || field.key_source != KeySource::Caller;
        !made && field.column != link.near && field.column != link.far
    };
    let columns: Vec<_> = model.fields.iter().filter(needs_value).map(|field| field.name).collect();
    if columns.is_empty() {
        Ok(Some(Draft::new(model)))
    } else {
        Err(link::needs_columns(relation, &columns))
    }
}

fn key_pairs<M: Model<Key: SingleKey>, T: Model<Key: SingleKey>, A: Target<M>, Z: Target<T>>(
    pairs: impl IntoIterator<Item = (A, Z)>,
) -> Vec<[Value; 2]> {
    let pairs = pairs.into_iter();
    pairs
        .map(|(owner, target)| [owner.target_key().to_value(), target.target_key().to_value()])
        .collect()
}

fn ascending(path: FieldPath) -> Order {
    Order {
        path,
        descending: false,
    }
}

fn model_order<M: Model>() -> Vec<Order> {
    let order = M::META.ordering.iter();
    order
        .map(|order| Order {
            path: FieldPath::own(&M::META.fields[order.field]),
            descending: order.descending,
        })
        .collect()
}

/// The assignments, if all are to fields of the model itself.
fn own_assignments<M: Model>(assignments: impl IntoAssignments) -> Result<Vec<Assignment>> {
    let mut own = Vec::new();
    for (path, operand) in assignments.into_assignments() {
        if let Some(relation) = path.relations.last() {
            let (field, other) = (path.field.name, relation.far().model.name);
            let message = format!(
                "an update of `{}` cannot set `{field}` of `{other}`",
                M::NAME
            );
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_model(M::NAME)
                .with_field(field)
                .with_hint(format!("update `{other}::objects()` with a filter instead")));
        }
        own.push(Assignment {
            field: path.field,
            operand,
        });
    }
    Ok(own)
}

/// An operation whose arguments were checked; a wrong one is its result.
struct Checked<O>(Result<O>);

impl<O: Operation> Operation for Checked<O> {
    type Output = O::Output;

    fn access(&self) -> Access {
        self.0.as_ref().map_or(Access::Read, Operation::access)
    }

    async fn run(self, connection: &mut Connection) -> Result<O::Output> {
        self.0?.run(connection).await
    }
}

struct All<M> {
    select: Select,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for All<M> {
    type Output = Vec<M>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<M>> {
        rows::rows::<M>(connection, &self.select).await
    }
}

struct Get<M> {
    select: Select,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for Get<M> {
    type Output = M;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<M> {
        let row = rows::only_row::<M>(connection, self.select).await?;
        row.ok_or_else(|| rows::does_not_exist(M::NAME))
    }
}

struct First<M> {
    select: Select,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for First<M> {
    type Output = Option<M>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Option<M>> {
        rows::row::<M>(connection, &self.select).await
    }
}

struct Count {
    select: Select,
}

impl Operation for Count {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        rows::count(connection, &self.select).await
    }
}

struct Exists {
    select: Select,
}

impl Operation for Exists {
    type Output = bool;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<bool> {
        Ok(connection.fetch(&self.select, &mut |_| Ok(())).await? > 0)
    }
}

struct UpdateRows<M> {
    select: Select,
    assignments: Result<Vec<Assignment>>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for UpdateRows<M> {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        let assignments = self.assignments?;
        if assignments.is_empty() {
            return Ok(0);
        }
        let assignments = with_auto_now(M::META, assignments);
        let update = Update {
            select: self.select,
            assignments,
            returning: false,
        };
        let changed = connection.run(&update).await;
        changed.map_err(|error| explain::write(error, M::META))
    }
}

struct DeleteRows<M> {
    select: Select,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for DeleteRows<M> {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        let deleted = connection
            .run(&Delete {
                select: self.select,
            })
            .await;
        deleted.map_err(|error| explain::delete(error, M::META))
    }
}
