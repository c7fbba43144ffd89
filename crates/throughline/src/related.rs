//! Related managers of many-to-many relations.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Direction, Error, FieldType, Relation, Result, SingleKey, Value};
use throughline_sql::plan::{LinkCount, Source, Targets};

use crate::builder::{Builder, Complete, Draft, SimpleLink};
use crate::path::Target;
use crate::{Condition, Executor, IntoOrdering, Model, QuerySet, link, upsert};

/// The rows of `T` at the other end of a many-to-many relation of one row: what the accessor of
/// a [`ManyToMany`](crate::ManyToMany) field and its reverse give.
///
/// `B` is what a link needs: nothing for a simple relation, else a builder of the through model
/// whose two foreign keys are given already. Where the through model has required columns, the
/// verbs that make links without them (`add`, `set`, `create`) do not compile; `add_with`,
/// `set_with` and `create_with` take them.
///
/// Each verb is atomic: it is done whole or not at all.
pub struct RelatedManager<T, B = SimpleLink> {
    relation: Relation,
    owner: Value,
    marker: PhantomData<fn() -> (T, B)>,
}

/// What a link needs, complete: nothing, or a builder of the through model that was given each
/// required column.
#[diagnostic::on_unimplemented(
    message = "a link of this relation has columns that need a value",
    label = "a link needs columns that were not given",
    note = "`add_with(&db, targets, |link| link.column(…))` takes them"
)]
pub trait CompleteLink: Sized {
    #[doc(hidden)]
    fn start() -> Self;

    #[doc(hidden)]
    fn into_link_draft(self) -> Option<Draft>;
}

impl CompleteLink for SimpleLink {
    fn start() -> Self {
        SimpleLink
    }

    fn into_link_draft(self) -> Option<Draft> {
        None
    }
}

impl<B: Complete> CompleteLink for B {
    fn start() -> Self {
        start_link()
    }

    fn into_link_draft(self) -> Option<Draft> {
        Some(self.into_draft())
    }
}

/// The builder of a link, to which nothing was given but the two ends.
fn start_link<B: Builder>() -> B {
    B::from_draft(Draft::new(B::Model::META))
}

/// What [`set`](RelatedManager::set) did, by the keys of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<K> {
    /// New links.
    pub added: Vec<K>,
    /// Links that are gone.
    pub removed: Vec<K>,
    /// Links that were there and stay, with all their columns.
    pub kept: Vec<K>,
}

/// The manager of a relation of the row whose key has these values: one, as the derive makes sure.
/// Called by derived code.
#[doc(hidden)]
#[must_use]
pub fn related<T, B>(owner: Vec<Value>, relation: Relation) -> RelatedManager<T, B> {
    RelatedManager {
        relation,
        owner: owner.into_iter().next().unwrap_or(Value::Null),
        marker: PhantomData,
    }
}

impl<T, B> Clone for RelatedManager<T, B> {
    fn clone(&self) -> Self {
        RelatedManager {
            relation: self.relation,
            owner: self.owner.clone(),
            marker: PhantomData,
        }
    }
}

impl<T, B> std::fmt::Debug for RelatedManager<T, B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let reverse = self.relation.direction == Direction::Reverse;
        f.debug_struct("RelatedManager")
            .field("relation", &self.relation.label())
            .field("reverse", &reverse)
            .finish_non_exhaustive()
    }
}

impl<T: Model<Key: SingleKey>, B> RelatedManager<T, B> {
    /// The related rows as a query set, to filter, order and cut.
    pub fn objects(&self) -> QuerySet<T, B> {
        QuerySet::new(Source::Related(self.relation, self.owner.clone()))
    }

    /// All related rows. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course) -> throughline::Result<()> {
    /// let students: Vec<Student> = course.students().all(db).await?;
    /// // SELECT … FROM "student" INNER JOIN "course_students" AS "t1" ON … WHERE "t1"."course_id" = ?
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn all<E: Executor>(&self, db: E) -> E::Out<Vec<T>> {
        self.objects().all(db)
    }

    /// The related rows for which the condition is true, as a query set.
    pub fn filter(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T, B> {
        self.objects().filter(condition)
    }

    /// The related rows that `filter` would leave out, as a query set.
    pub fn exclude(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T, B> {
        self.objects().exclude(condition)
    }

    /// The related rows in that order, as a query set.
    pub fn order_by<O: IntoOrdering>(&self, ordering: impl FnOnce(T::Path) -> O) -> QuerySet<T, B> {
        self.objects().order_by(ordering)
    }

    /// Whether the row is linked. One statement, on the join table alone.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn contains<E: Executor>(&self, db: E, target: impl Target<T>) -> E::Out<bool> {
        db.run(Any(
            self.links(Some(target.target_key().to_value()), Some(1))
        ))
    }

    /// How many links there are. One statement, on the join table alone.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn count<E: Executor>(&self, db: E) -> E::Out<u64> {
        db.run(link::Count(self.links(None, None)))
    }

    /// Whether there is any link. One statement, on the join table alone.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn exists<E: Executor>(&self, db: E) -> E::Out<bool> {
        db.run(Any(self.links(None, Some(1))))
    }

    fn links(&self, target: Option<Value>, rows: Option<u64>) -> LinkCount {
        LinkCount {
            relation: self.relation,
            owner: self.owner.clone(),
            target,
            rows,
        }
    }

    /// Takes away the links to these rows. Gives the keys of those that were linked; the others
    /// are passed over. The rows themselves stay. One statement; none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course, ann: Student) -> throughline::Result<()> {
    /// let removed: Vec<i64> = course.students().remove(db, [&ann]).await?;
    /// // DELETE FROM "course_students" WHERE "course_id" = ? AND "student_id" IN
    /// // (SELECT "value" FROM json_each(?) AS "t") RETURNING "student_id"
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn remove<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<T::Key>> {
        self.unlink(db, Targets::In(keys(targets)))
    }

    /// Takes away all links of this row. Gives the keys of the rows that were linked. The rows
    /// themselves stay. One statement.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn clear<E: Executor>(&self, db: E) -> E::Out<Vec<T::Key>> {
        self.unlink(db, Targets::All)
    }

    fn unlink<E: Executor>(&self, db: E, targets: Targets) -> E::Out<Vec<T::Key>> {
        let (relation, owner) = (self.relation, self.owner.clone());
        db.run(Keys::<T, _>::new(link::Remove {
            relation,
            owner,
            targets,
        }))
    }

    fn link<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        payload: Option<Draft>,
    ) -> E::Out<Vec<T::Key>> {
        let (relation, owner, keys) = (self.relation, self.owner.clone(), keys(targets));
        db.run(Keys::<T, _>::new(link::Add {
            relation,
            owner,
            keys,
            payload,
        }))
    }

    fn replace<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        payload: Option<Draft>,
    ) -> E::Out<Changes<T::Key>> {
        let (relation, owner, keys) = (self.relation, self.owner.clone(), keys(targets));
        let set = link::Set {
            relation,
            owner,
            keys,
            payload,
        };
        db.run(SetLinks::<T> {
            set,
            marker: PhantomData,
        })
    }

    fn create_linked<E: Executor>(
        &self,
        db: E,
        builder: impl Complete<Model = T>,
        payload: Option<Draft>,
    ) -> E::Out<T> {
        db.run(CreateLinked::<T> {
            source: Source::Related(self.relation, self.owner.clone()),
            draft: builder.into_draft(),
            payload,
            marker: PhantomData,
        })
    }
}

impl<T: Model<Key: SingleKey>, B> RelatedManager<T, B> {
    /// Links these rows. Those that are linked already stay as they are. Gives the keys of the
    /// new ones. One statement; none for an empty list. Takes rows, references to rows, or keys.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course, ann: Student) -> throughline::Result<()> {
    /// let added: Vec<i64> = course.students().add(db, [&ann]).await?;
    /// // INSERT INTO "course_students" ("course_id", "student_id")
    /// // SELECT ?, "value" FROM json_each(?) AS "t" WHERE TRUE
    /// // ON CONFLICT ("course_id", "student_id") DO NOTHING RETURNING "student_id"
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// On a through model with required columns this does not compile:
    /// [`add_with`](RelatedManager::add_with) takes them.
    ///
    /// # Errors
    ///
    /// [`ForeignKeyViolation`](crate::ErrorKind::ForeignKeyViolation) if a key is that of no
    /// row; then no link is made.
    pub fn add<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<T::Key>>
    where
        B: CompleteLink,
    {
        self.link(db, targets, B::start().into_link_draft())
    }

    /// Makes the links of this row exactly these: adds what is missing, removes what is not
    /// listed, and leaves the others as they are, with all their columns. Of two rivals, the
    /// result is what one of them asked. On SQLite: a transaction of two statements; one for an
    /// empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course) -> throughline::Result<()> {
    /// let changes = course.students().set(db, [1, 2, 3]).await?;
    /// println!("{} new, {} gone", changes.added.len(), changes.removed.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ForeignKeyViolation`](crate::ErrorKind::ForeignKeyViolation) if a key is that of no
    /// row; then no link is changed.
    pub fn set<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
    ) -> E::Out<Changes<T::Key>>
    where
        B: CompleteLink,
    {
        self.replace(db, targets, B::start().into_link_draft())
    }

    /// Creates a row and links it: both or neither. On SQLite: a transaction of two statements.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course) -> throughline::Result<()> {
    /// let bob = course.students().create(db, Student::builder().name("Bob")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn create<E: Executor>(&self, db: E, new: impl Complete<Model = T>) -> E::Out<T>
    where
        B: CompleteLink,
    {
        self.create_linked(db, new, B::start().into_link_draft())
    }
}

impl<T: Model<Key: SingleKey>, B: Builder> RelatedManager<T, B> {
    /// Links these rows, with values for the columns of the through model. The closure runs once;
    /// its values go to each *new* link, and links that are there keep theirs. One statement;
    /// none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, club: Club, ann: Student, date: Date) -> throughline::Result<()> {
    /// club.members().add_with(db, [&ann], |link| link.joined(date)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add`](RelatedManager::add).
    pub fn add_with<E: Executor, R: Target<T>, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<Vec<T::Key>> {
        self.link(db, targets, Some(link(start_link()).into_draft()))
    }

    /// As [`set`](RelatedManager::set), with values for the columns of the through model in each
    /// *new* link.
    ///
    /// # Errors
    ///
    /// As [`set`](RelatedManager::set).
    pub fn set_with<E: Executor, R: Target<T>, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<Changes<T::Key>> {
        self.replace(db, targets, Some(link(start_link()).into_draft()))
    }

    /// As [`create`](RelatedManager::create), with values for the columns of the through model.
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn create_with<E: Executor, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        new: impl Complete<Model = T>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<T> {
        self.create_linked(db, new, Some(link(start_link()).into_draft()))
    }
}

fn keys<T: Model<Key: SingleKey>, R: Target<T>>(
    targets: impl IntoIterator<Item = R>,
) -> Vec<Value> {
    link::distinct(
        targets
            .into_iter()
            .map(|target| target.target_key().to_value())
            .collect(),
    )
}

/// Keys in their own type.
fn typed<T: Model<Key: SingleKey>>(keys: Vec<Value>) -> Result<Vec<T::Key>> {
    let typed = keys.into_iter().map(|key| {
        let value = key.as_ref();
        T::Key::from_key_value(value)
            .map_err(|error| Error::decode(T::NAME, T::META.key().name, error, value))
    });
    typed.collect()
}

/// An operation that gives keys of `T`.
struct Keys<T, O> {
    operation: O,
    marker: PhantomData<fn() -> T>,
}

impl<T, O> Keys<T, O> {
    fn new(operation: O) -> Self {
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

    async fn run(self, connection: &mut Connection) -> Result<Vec<T::Key>> {
        typed::<T>(self.operation.run(connection).await?)
    }
}

struct SetLinks<T> {
    set: link::Set,
    marker: PhantomData<fn() -> T>,
}

impl<T: Model<Key: SingleKey>> Operation for SetLinks<T> {
    type Output = Changes<T::Key>;

    fn access(&self) -> Access {
        self.set.access()
    }

    async fn run(self, connection: &mut Connection) -> Result<Changes<T::Key>> {
        let done = self.set.run(connection).await?;
        Ok(Changes {
            added: typed::<T>(done.added)?,
            removed: typed::<T>(done.removed)?,
            kept: typed::<T>(done.kept)?,
        })
    }
}

/// Whether there is any link.
struct Any(LinkCount);

impl Operation for Any {
    type Output = bool;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<bool> {
        Ok(connection.fetch(&self.0, &mut |_| Ok(())).await? > 0)
    }
}

/// A new row with its link.
struct CreateLinked<T> {
    source: Source,
    draft: Draft,
    payload: Option<Draft>,
    marker: PhantomData<fn() -> T>,
}

impl<T: Model> Operation for CreateLinked<T> {
    type Output = T;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<T> {
        let level = connection.begin().await?;
        let created =
            upsert::create_in::<T>(connection, &self.source, self.draft, self.payload).await;
        connection.end(level, created).await
    }
}
