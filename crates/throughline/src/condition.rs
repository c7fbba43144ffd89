//! Conditions, orderings and assignments: what closures over a path return.

use std::ops::{BitAnd, BitOr, Not};

use throughline_core::{FieldType, SingleKey};
use throughline_sql::plan;

use crate::path::foreign_key_path;
use crate::{Column, Model, ModelPath, Own, Single};

/// A condition on a row, as a closure given to `filter` returns it.
///
/// `&`, `|` and `!` combine conditions. `!c` is the complement of `c`, nulls included: for every
/// condition, `filter(c)` and `exclude(c)` split the table in two.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Condition;
/// # let School { db, .. } = school()?;
/// let teachers = |c: fn(TeacherPath) -> Condition| Teacher::objects().filter(c).count(&db);
/// assert_eq!(teachers(|t| t.room().gt(10) & t.name().eq("Eve"))?, 1);
/// assert_eq!(teachers(|t| t.room().gt(10) | t.name().eq("Max"))?, 2);
/// assert_eq!(teachers(|t| !t.room().gt(10))?, 1); // no room is not above 10
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a condition does nothing until it is given to a query set"]
pub struct Condition(pub(crate) plan::Condition);

impl Condition {
    /// True for every row: where a condition is built step by step.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Condition;
    /// # let School { db, cleo, .. } = school()?;
    /// let initials = ["A", "B"];
    /// let found = Student::objects().filter(|s| {
    ///     let others = initials.map(|initial| !s.name().starts_with(initial));
    ///     others.into_iter().fold(Condition::always(), |all, one| all & one)
    /// });
    /// assert_eq!(found.all(&db)?, [cleo]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub const fn always() -> Self {
        Condition(plan::Condition::Constant(true))
    }

    /// True for no row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Condition;
    /// # let School { db, ann, bob, .. } = school()?;
    /// let initials = ["A", "B"];
    /// let found = Student::objects().filter(|s| {
    ///     let some = initials.map(|initial| s.name().starts_with(initial));
    ///     some.into_iter().fold(Condition::never(), |any, one| any | one)
    /// });
    /// assert_eq!(found.all(&db)?, [ann, bob]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub const fn never() -> Self {
        Condition(plan::Condition::Constant(false))
    }
}

impl BitAnd for Condition {
    type Output = Condition;
    fn bitand(self, other: Condition) -> Condition {
        Condition(self.0.and(other.0))
    }
}

impl BitOr for Condition {
    type Output = Condition;
    fn bitor(self, other: Condition) -> Condition {
        Condition(self.0.or(other.0))
    }
}

impl Not for Condition {
    type Output = Condition;
    fn not(self) -> Condition {
        Condition(plan::Condition::Not(Box::new(self.0)))
    }
}

/// One term of an ordering: a column with its direction.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Ordering;
/// # let School { db, cleo, .. } = school()?;
/// fn by(student: StudentPath, newest_first: bool) -> Ordering {
///     if newest_first { student.id().desc() } else { student.id().asc() }
/// }
///
/// let newest = Student::objects().order_by(|s| by(s, true)).first(&db)?;
/// assert_eq!(newest, Some(cleo));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an ordering does nothing until it is given to a query set"]
pub struct Ordering(plan::Order);

impl Ordering {
    /// Rows without a value first. If nothing is said, a null is greater than every value, on
    /// every engine.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// let by_room = Teacher::objects().order_by(|t| t.room().asc().nulls_first());
    /// assert_eq!(by_room.all(&db)?, [max.clone(), eve.clone()]); // Max has none
    /// assert_eq!(Teacher::objects().order_by(|t| t.room()).all(&db)?, [eve, max]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn nulls_first(mut self) -> Self {
        self.0.nulls = Some(plan::Nulls::First);
        self
    }

    /// Rows without a value last.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// let from_above = Teacher::objects().order_by(|t| t.room().desc().nulls_last());
    /// // SELECT … FROM "teacher" ORDER BY "room" DESC
    /// assert_eq!(from_above.all(&db)?, [eve, max]); // Max has none
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn nulls_last(mut self) -> Self {
        self.0.nulls = Some(plan::Nulls::Last);
        self
    }

    pub(crate) fn new(operand: plan::Operand, descending: bool) -> Self {
        Ordering(plan::Order::by(operand, descending))
    }
}

/// What `order_by` takes: a column (smallest first), a column with its direction, or several of
/// these.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, eve, max, .. } = school()?;
/// let by_mentor = Teacher::objects().order_by(|t| (t.mentor().name().desc(), t.name()));
/// assert_eq!(by_mentor.all(&db)?, [eve, max]); // a missing mentor is behind all, so first downwards
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no ordering",
    label = "expected a column, `.asc()` or `.desc()` of one, or a tuple of these"
)]
pub trait IntoOrdering {
    #[doc(hidden)]
    fn into_ordering(self) -> Vec<plan::Order>;
}

impl IntoOrdering for Ordering {
    fn into_ordering(self) -> Vec<plan::Order> {
        vec![self.0]
    }
}

impl<T: FieldType, K: Single, E: crate::PerRow> IntoOrdering for Column<T, K, E> {
    fn into_ordering(self) -> Vec<plan::Order> {
        self.asc().into_ordering()
    }
}

impl<O: IntoOrdering> IntoOrdering for Vec<O> {
    fn into_ordering(self) -> Vec<plan::Order> {
        self.into_iter()
            .flat_map(IntoOrdering::into_ordering)
            .collect()
    }
}

/// One field and its new value, in an `update`.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Assignment;
/// # let School { db, max, .. } = school()?;
/// let mut changes: Vec<Assignment> = Vec::new();
/// let room = Some(7);
/// let of_max = Teacher::objects().filter(|t| t.name().eq("Max"));
/// of_max.update(&db, |t| {
///     changes.push(t.room().set(room));
///     changes
/// })?;
/// assert_eq!(max.refresh(&db)?.room, Some(7));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an assignment does nothing until it is given to an update"]
pub struct Assignment {
    column: plan::Operand,
    operand: plan::Operand,
}

impl Assignment {
    pub(crate) fn new(column: impl Into<plan::Operand>, operand: plan::Operand) -> Self {
        Assignment {
            column: column.into(),
            operand,
        }
    }
}

/// What `update` takes: an assignment, or several.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let of_max = Teacher::objects().filter(|t| t.name().eq("Max"));
/// of_max.update(&db, |t| (t.room().set(7), t.email().set_to(t.name())))?;
/// // UPDATE "teacher" SET "room" = ?, "email" = "name" WHERE "name" = ?
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no assignment",
    label = "expected `.set(…)` or `.set_to(…)` of a column, or a tuple of these"
)]
pub trait IntoAssignments {
    #[doc(hidden)]
    fn into_assignments(self) -> Vec<(plan::Operand, plan::Operand)>;
}

impl IntoAssignments for Assignment {
    fn into_assignments(self) -> Vec<(plan::Operand, plan::Operand)> {
        vec![(self.column, self.operand)]
    }
}

impl<A: IntoAssignments> IntoAssignments for Vec<A> {
    fn into_assignments(self) -> Vec<(plan::Operand, plan::Operand)> {
        self.into_iter()
            .flat_map(IntoAssignments::into_assignments)
            .collect()
    }
}

/// What names fields of a row: a column, the path of a foreign key, or several of these.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, chess, .. } = school()?;
/// let since = Date::constant(2026, 2, 1);
/// let row = Membership::builder().student(&ann).club(&chess).joined(since);
/// let fields = |m: MembershipPath| (m.joined(), m.role());
/// let done = Membership::objects().bulk_create_updating_conflicts(&db, [row], fields)?;
/// assert_eq!(done[0].0.role, "member"); // she was the chair; the default is the new value
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` names no field",
    label = "expected a column, a foreign key, or a tuple of these"
)]
pub trait IntoFields {
    #[doc(hidden)]
    fn into_fields(self) -> Vec<plan::Operand>;
}

/// Fields that are chosen at run time.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Fields;
/// # let School { db, eve, .. } = school()?;
/// let names = ["name", "room"];
/// let row = Teacher::builder().name("Eva").email("eve@school.example");
/// let done = Teacher::objects().bulk_create_updating_conflicts(&db, [row], |t| {
///     let field = |name| match name {
///         "name" => Fields::of(t.name()),
///         _ => Fields::of(t.room()),
///     };
///     names.map(field).to_vec()
/// })?;
/// assert_eq!((done[0].0.name.as_str(), done[0].0.room), ("Eva", None));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Fields(Vec<plan::Operand>);

impl Fields {
    /// These fields.
    #[must_use]
    pub fn of(fields: impl IntoFields) -> Self {
        Fields(fields.into_fields())
    }
}

impl IntoFields for Fields {
    fn into_fields(self) -> Vec<plan::Operand> {
        self.0
    }
}

impl<T: FieldType, K: Own> IntoFields for Column<T, K> {
    fn into_fields(self) -> Vec<plan::Operand> {
        vec![self.into_operand()]
    }
}

/// The foreign key at the end of the path.
#[diagnostic::do_not_recommend]
impl<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Single>> IntoFields for P {
    fn into_fields(self) -> Vec<plan::Operand> {
        vec![plan::Operand::Column(foreign_key_path(&self))]
    }
}

impl<F: IntoFields> IntoFields for Vec<F> {
    fn into_fields(self) -> Vec<plan::Operand> {
        self.into_iter().flat_map(IntoFields::into_fields).collect()
    }
}

macro_rules! tuples {
    ($($name:ident $position:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: IntoOrdering),*> IntoOrdering for ($($name,)*) {
            fn into_ordering(self) -> Vec<plan::Order> {
                let mut all = Vec::new();
                $(all.extend(self.$position.into_ordering());)*
                all
            }
        }
        #[diagnostic::do_not_recommend]
        impl<$($name: IntoFields),*> IntoFields for ($($name,)*) {
            fn into_fields(self) -> Vec<plan::Operand> {
                let mut all = Vec::new();
                $(all.extend(self.$position.into_fields());)*
                all
            }
        }
        #[diagnostic::do_not_recommend]
        impl<$($name: IntoAssignments),*> IntoAssignments for ($($name,)*) {
            fn into_assignments(self) -> Vec<(plan::Operand, plan::Operand)> {
                let mut all = Vec::new();
                $(all.extend(self.$position.into_assignments());)*
                all
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
