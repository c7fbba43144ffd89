//! Related managers of many-to-many relations.

mod link_set;
mod operations;
mod write;

use std::marker::PhantomData;

use throughline_core::{Direction, FieldType, Key, Relation, SingleKey, Value};
use throughline_sql::plan::{LinkCount, Source};

use crate::builder::{AllRows, Builder, Complete, Draft, SimpleLink};
use crate::path::Target;
use crate::reverse::KeyLink;
use crate::{Condition, Executor, IntoOrdering, Model, QuerySet, link, watch};

pub use link_set::LinkSet;

/// The rows of `T` at the other end of a many-to-many relation of one row: what the accessor of
/// a [`ManyToMany`](crate::ManyToMany) field and its reverse give.
///
/// `B` is what a link needs: nothing for a simple relation, else a builder of the through model
/// whose two foreign keys are given already. Where the through model has required columns, the
/// verbs that make links without them (`add`, `set`, `create`) do not compile; `add_with`,
/// `set_with` and `create_with` take them.
///
/// Each verb is atomic: it is done whole or not at all.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, bob, rust, logic, chess, .. } = school()?;
/// assert_eq!(logic.students().add(&db, [&ann, &bob])?, [ann.id]); // Bob was there
/// assert_eq!(ann.course_set().all(&db)?, [rust, logic]); // the other side
/// assert_eq!(chess.members().count(&db)?, 1); // through a model of its own
/// # Ok::<(), throughline::Error>(())
/// ```
pub struct RelatedManager<T, B = SimpleLink> {
    relation: Relation,
    owner: Value,
    marker: PhantomData<fn() -> (T, B)>,
}

/// What a link needs, complete: nothing, or a builder of the through model that was given each
/// required column.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{CompleteLink, RelatedManager, blocking};
/// # let School { db, rust, logic, ann, bob, .. } = school()?;
/// fn move_all<B: CompleteLink>(
///     db: &blocking::Db,
///     from: &RelatedManager<Student, B>,
///     to: &RelatedManager<Student, B>,
/// ) -> throughline::Result<()> {
///     to.add(db, from.clear(db)?)?;
///     Ok(())
/// }
///
/// move_all(&db, &rust.students(), &logic.students())?;
/// assert_eq!(logic.students().all(&db)?, [ann, bob]);
/// # Ok::<(), throughline::Error>(())
/// ```
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

impl CompleteLink for AllRows {
    fn start() -> Self {
        AllRows
    }

    fn into_link_draft(self) -> Option<Draft> {
        None
    }
}

impl CompleteLink for SimpleLink {
    fn start() -> Self {
        SimpleLink
    }

    fn into_link_draft(self) -> Option<Draft> {
        None
    }
}

impl<const P: usize> CompleteLink for KeyLink<P> {
    fn start() -> Self {
        KeyLink
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
pub(crate) fn start_link<B: Builder>() -> B {
    B::from_draft(Draft::new(B::Model::META))
}

/// What [`set`](RelatedManager::set) did, by the keys of the rows.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Changes;
/// # let School { db, rust, bob, cleo, .. } = school()?;
/// let changes = rust.students().set(&db, [&bob, &cleo])?;
/// assert_eq!(changes, Changes { added: vec![3], removed: vec![1], kept: vec![2] });
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<K> {
    /// New links.
    pub added: Vec<K>,
    /// Links that are gone.
    pub removed: Vec<K>,
    /// Links that were there and stay, with all their columns.
    pub kept: Vec<K>,
}

/// The value of a key: one, as the derive makes sure. Called by derived code.
#[doc(hidden)]
pub fn owner<K: Key>(key: &K) -> Value {
    let mut values = None;
    key.each_value(&mut |value| values = Some(value));
    values.unwrap_or(Value::Null)
}

/// The manager of a relation of the row with that key. Called by derived code.
#[doc(hidden)]
pub fn related<T, B>(owner: Value, relation: Relation) -> RelatedManager<T, B> {
    RelatedManager {
        relation,
        owner,
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
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, bob, .. } = school()?;
    /// let last = rust.students().objects().order_by(|s| s.name().desc()).first(&db)?;
    /// assert_eq!(last, Some(bob));
    /// # Ok::<(), throughline::Error>(())
    /// ```
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
    #[track_caller]
    pub fn all<E: Executor>(&self, db: E) -> E::Out<Vec<T>> {
        self.objects().all(db)
    }

    /// The related rows for which the condition is true, as a query set.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, ann, .. } = school()?;
    /// let found = rust.students().filter(|s| s.name().starts_with("A"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T, B> {
        self.objects().filter(condition)
    }

    /// The related rows that `filter` would leave out, as a query set.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, bob, .. } = school()?;
    /// let others = rust.students().exclude(|s| s.name().starts_with("A"));
    /// assert_eq!(others.all(&db)?, [bob]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T, B> {
        self.objects().exclude(condition)
    }

    /// The related rows in that order, as a query set.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, ann, bob, .. } = school()?;
    /// let by_name = rust.students().order_by(|s| s.name().desc());
    /// assert_eq!(by_name.all(&db)?, [bob, ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn order_by<O: IntoOrdering>(&self, ordering: impl FnOnce(T::Path) -> O) -> QuerySet<T, B> {
        self.objects().order_by(ordering)
    }

    /// Whether the row is linked. One statement, on the join table alone.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, ann, .. } = school()?;
    /// assert!(rust.students().contains(&db, &ann)?);
    /// // SELECT 1 FROM "course_students" WHERE "course_id" = ? AND "student_id" = ? LIMIT ?
    /// assert!(!rust.students().contains(&db, 3)?);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn contains<E: Executor>(&self, db: E, target: impl Target<T>) -> E::Out<bool> {
        let db = watch::links(db, self.relation, &self.owner);
        let target = Some(target.target_key().into_value());
        db.run(link::Exists(self.links(target, Some(1))))
    }

    /// How many rows are linked. One statement, on the join table alone.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, .. } = school()?;
    /// assert_eq!(rust.students().count(&db)?, 2);
    /// // SELECT COUNT(*) FROM "course_students" WHERE "course_id" = ?
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn count<E: Executor>(&self, db: E) -> E::Out<u64> {
        let db = watch::links(db, self.relation, &self.owner);
        db.run(link::Count(self.links(None, None)))
    }

    /// Whether any row is linked. One statement, on the join table alone.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, cleo, .. } = school()?;
    /// assert!(rust.students().exists(&db)?);
    /// // SELECT 1 FROM "course_students" WHERE "course_id" = ? LIMIT ?
    /// assert!(!cleo.course_set().exists(&db)?);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn exists<E: Executor>(&self, db: E) -> E::Out<bool> {
        let db = watch::links(db, self.relation, &self.owner);
        db.run(link::Exists(self.links(None, Some(1))))
    }

    fn links(&self, target: Option<Value>, rows: Option<u64>) -> LinkCount {
        LinkCount {
            relation: self.relation,
            owner: self.owner.clone(),
            target,
            rows,
        }
    }
}

impl<T: Model<Key: SingleKey>, B: Builder> RelatedManager<T, B> {
    /// The related rows, each with the row of the through model that links it.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, club: Club) -> throughline::Result<()> {
    /// for (student, membership) in club.members().with_link().all(db).await? {
    ///     println!("{} joined on {}", student.name, membership.joined);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_link(&self) -> LinkSet<T, B::Model> {
        self.objects().with_link()
    }

    /// The builder of a link, to which only its own columns are to be given, for
    /// [`add_each`](RelatedManager::add_each).
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, bob, cleo, .. } = school()?;
    /// let members = chess.members();
    /// let (today, tomorrow) = (Date::constant(2026, 1, 5), Date::constant(2026, 1, 6));
    /// let links = [(&bob, members.link().joined(today)), (&cleo, members.link().joined(tomorrow))];
    /// assert_eq!(members.add_each(&db, links)?, [bob.id, cleo.id]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn link(&self) -> B {
        start_link()
    }
}
