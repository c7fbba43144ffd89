//! Rows in groups, and numbers of each group: `.group_by(…)`.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Relation, Result};
use throughline_sql::plan::{Condition, Fault, Operand, Order, Output, Select};

use crate::query_set::columns::whole;
use crate::{Aggregates, Executor, Model, QuerySet, Selection, row_set};

/// Rows of a query set in groups: what [`QuerySet::group_by`] gives.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::GroupSet;
/// # let School { db, .. } = school()?;
/// let roles: GroupSet<Membership, _> = Membership::objects().group_by(|m| m.role());
/// assert_eq!(roles.aggregate(&db, |m| m.id().count())?, [("chair".to_owned(), 1)]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before `aggregate`"]
pub struct GroupSet<M, S> {
    select: Select,
    marker: PhantomData<fn() -> (M, S)>,
}

impl<M: Model, S> std::fmt::Debug for GroupSet<M, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GroupSet")
            .field("model", &M::NAME)
            .finish_non_exhaustive()
    }
}

impl<M: Model, B> QuerySet<M, B> {
    /// The rows in groups of those that have the same values: of a column, or of a tuple of up to
    /// eight. For numbers of each group.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let by_room = Teacher::objects().group_by(|t| t.room()).aggregate(&db, |t| t.id().count())?;
    /// // SELECT "room", COUNT("id") FROM "teacher" GROUP BY "room" ORDER BY "room" ASC NULLS LAST
    /// assert_eq!(by_room, [(Some(12), 1), (None, 1)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn group_by<S: Selection>(self, columns: impl FnOnce(M::Path) -> S) -> GroupSet<M, S> {
        let group = columns(Self::path()).operands();
        let mut select = whole(self.rows_select());
        select.order = group
            .iter()
            .map(|by| Order::by(by.clone(), false))
            .collect();
        select.group = group;
        GroupSet {
            select,
            marker: PhantomData,
        }
    }
}

impl<M: Model, S: Selection> GroupSet<M, S> {
    /// Numbers of each group, in order of what they are grouped by: of the rows' own columns, or of
    /// those behind a path to one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let enrolled: Vec<(String, (i64, Option<Date>))> = Enrollment::objects()
    ///     .group_by(|e| e.course().title())
    ///     .aggregate(&db, |e| (e.id().count(), e.enrollment_date().min()))?;
    /// assert_eq!(enrolled, [("Rust".to_owned(), (1, Some(Date::constant(2026, 1, 5))))]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](ErrorKind::InvalidValue) for a number of related rows, which each row has one
    /// of.
    pub fn aggregate<E: Executor, A: Aggregates>(
        self,
        db: E,
        numbers: impl FnOnce(M::Path) -> A,
    ) -> E::Out<Groups<S, A>> {
        let mut select = self.select;
        let mut aggregates = Vec::new();
        for operand in numbers(QuerySet::<M>::path()).operands() {
            let Operand::Aggregate(aggregate) = operand else {
                continue;
            };
            if aggregate.relations.iter().any(Relation::is_multiple) {
                select
                    .conditions
                    .push(Condition::Fault(Box::new(related::<M>())));
            }
            aggregates.push(*aggregate);
        }
        select.output = Output::Aggregates(aggregates);
        db.run(Grouped::<M, S, A> {
            select,
            marker: PhantomData,
        })
    }
}

/// Why a number of related rows is none of a group.
fn related<M: Model>() -> Fault {
    Fault {
        kind: ErrorKind::InvalidValue,
        message: format!(
            "each row of `{}` has a number of related rows of its own: it is none of a group",
            M::NAME
        ),
        hint: "group the related rows: begin at their model".to_owned(),
    }
}

/// What each group is of, with its numbers.
type Groups<S, A> = Vec<(<S as Selection>::Row, <A as Aggregates>::Row)>;

struct Grouped<M, S, A> {
    select: Select,
    marker: Marker<M, S, A>,
}

type Marker<M, S, A> = PhantomData<fn() -> (M, S, A)>;

impl<M: Model, S: Selection, A: Aggregates> Operation for Grouped<M, S, A> {
    type Output = Groups<S, A>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        let width = self.select.group.len();
        let Output::Aggregates(aggregates) = &self.select.output else {
            return Err(Error::new(ErrorKind::Unsupported, "groups without numbers"));
        };
        let numbers = aggregates.len();
        let mut groups = Vec::new();
        connection
            .fetch(&self.select, &mut |row| {
                let mut position = 0;
                let group = S::read(row, &mut position, M::NAME)?;
                let mut values = Vec::with_capacity(numbers);
                row_set::take_values(row, width, numbers, &mut values)?;
                groups.push((group, A::read(&mut values.into_iter(), M::NAME)?));
                Ok(())
            })
            .await?;
        Ok(groups)
    }
}
