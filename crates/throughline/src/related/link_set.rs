//! Related rows with the rows of the through model that link them.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Result, RowCursor};
use throughline_sql::plan::Select;

use crate::{Executor, Model, rows};

/// Related rows, each with the row of the through model that links it: what
/// [`with_link`](crate::RelatedManager::with_link) gives.
///
/// Filter, order and cut the query set before: `club.members().filter(…).with_link()`. Where a
/// through model has several links between two rows, each comes once.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::LinkSet;
/// # let School { db, chess, .. } = school()?;
/// let members: LinkSet<Student, Membership> = chess.members().with_link();
/// let (ann, membership) = members.get(&db)?;
/// assert_eq!(membership.joined, Date::constant(2025, 9, 1));
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before a terminal method such as `all`"]
pub struct LinkSet<T, L> {
    select: Select,
    marker: PhantomData<fn() -> (T, L)>,
}

impl<T, L> Clone for LinkSet<T, L> {
    fn clone(&self) -> Self {
        LinkSet {
            select: self.select.clone(),
            marker: PhantomData,
        }
    }
}

impl<T: Model, L: Model> std::fmt::Debug for LinkSet<T, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkSet")
            .field("model", &T::NAME)
            .field("through", &L::NAME)
            .finish_non_exhaustive()
    }
}

impl<T: Model, L: Model> LinkSet<T, L> {
    pub(crate) fn new(select: Select) -> Self {
        LinkSet {
            select,
            marker: PhantomData,
        }
    }

    /// All of them. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, .. } = school()?;
    /// for (student, membership) in chess.members().with_link().all(&db)? {
    ///     println!("{} is {}", student.name, membership.role);
    /// }
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn all<E: Executor>(self, db: E) -> E::Out<Vec<(T, L)>> {
        db.run(All { set: self })
    }

    /// The first one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, ann, .. } = school()?;
    /// let by_name = chess.members().order_by(|s| s.name());
    /// let (first, membership) = by_name.with_link().first(&db)?.expect("Ann is a member");
    /// assert_eq!((first, membership.role.as_str()), (ann, "chair"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn first<E: Executor>(mut self, db: E) -> E::Out<Option<(T, L)>> {
        self.select.limit = Some(self.select.limit.unwrap_or(1).min(1));
        db.run(First { set: self })
    }

    /// The one that there is. One statement, which reads at most two.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, ann, .. } = school()?;
    /// let (club, membership) = ann.clubs().with_link().get(&db)?;
    /// assert_eq!((club, membership.role.as_str()), (chess, "chair"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist),
    /// [`MultipleFound`](crate::ErrorKind::MultipleFound).
    pub fn get<E: Executor>(mut self, db: E) -> E::Out<(T, L)> {
        self.select.limit = Some(self.select.limit.unwrap_or(2).min(2));
        db.run(Get { set: self })
    }

    async fn read(&self, connection: &mut Connection) -> Result<Vec<(T, L)>> {
        let mut found = Vec::new();
        connection
            .fetch(&self.select, &mut |row| {
                let target = T::from_row(&mut RowCursor::new(row, T::META, 0))?;
                let after = T::META.fields.len();
                let link = L::from_row(&mut RowCursor::new(row, L::META, after))?;
                found.push((target, link));
                Ok(())
            })
            .await?;
        Ok(found)
    }
}

struct All<T, L> {
    set: LinkSet<T, L>,
}

impl<T: Model, L: Model> Operation for All<T, L> {
    type Output = Vec<(T, L)>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<(T, L)>> {
        self.set.read(connection).await
    }
}

struct First<T, L> {
    set: LinkSet<T, L>,
}

impl<T: Model, L: Model> Operation for First<T, L> {
    type Output = Option<(T, L)>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Option<(T, L)>> {
        Ok(self.set.read(connection).await?.pop())
    }
}

struct Get<T, L> {
    set: LinkSet<T, L>,
}

impl<T: Model, L: Model> Operation for Get<T, L> {
    type Output = (T, L);

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<(T, L)> {
        let mut found = self.set.read(connection).await?;
        if found.len() > 1 {
            return Err(rows::multiple_found(T::NAME));
        }
        found.pop().ok_or_else(|| rows::does_not_exist(T::NAME))
    }
}
