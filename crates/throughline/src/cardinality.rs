//! How many rows a path leads to, as a type.

use throughline_core::FieldType;

use crate::{Aggregate, Aggregated, Total};

/// How many rows a path leads to: [`One`], [`Maybe`] one, or [`Many`]. Sealed.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Cardinality, Condition};
/// # let School { db, .. } = school()?;
/// fn named_rust<K: Cardinality>(course: CoursePath<K>) -> Condition {
///     course.title().eq("Rust")
/// }
///
/// // The same for a course itself and for some course of a student.
/// assert_eq!(Course::objects().filter(named_rust).count(&db)?, 1);
/// assert_eq!(Student::objects().filter(|s| named_rust(s.course_set())).count(&db)?, 2);
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait Cardinality: sealed::Sealed + Copy + Send + Sync + 'static {
    /// The cardinality of a path that goes on from here over a relation of cardinality `K`.
    type Then<K: Cardinality>: Cardinality;
    /// What a number of values over such a path is: one for each row, or one for all of them.
    type Aggregate: Aggregate;
    /// The cardinality after a relation to at most one row.
    #[doc(hidden)]
    type AfterMaybe: Cardinality;
}

/// A cardinality of at most one row: [`One`] or [`Maybe`].
///
/// What orders, selects or assigns needs one value for each row; across a relation to many rows
/// there is none.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let by_mentor = Teacher::objects().order_by(|t| t.mentor().name()); // at most one mentor
/// assert_eq!(by_mentor.all(&db)?.len(), 2);
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this path crosses a relation to many rows, so there is no single value for a row",
    label = "leads to many rows",
    note = "filter by it (some related row), or count it; order, select and assign by columns of \
            the row itself or of a row that a foreign key points to"
)]
pub trait Single: Cardinality {
    /// A row, or perhaps none: `T` for [`One`], `Option<T>` for [`Maybe`].
    type Loaded<T: Send + 'static>: Send + 'static;

    /// What a column behind such a path is: `T`, or `Option<T>` where there may be no row.
    type Selected<T: FieldType>: FieldType;

    /// A row that was looked for; none is an answer for [`Maybe`] only.
    #[doc(hidden)]
    fn loaded<T: Send + 'static>(row: Option<T>) -> Option<Self::Loaded<T>>;
}

/// A cardinality that may be none, of at most one row: [`Maybe`].
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// // `mentor` may be missing, `student` may not: for it `is_null` does not compile.
/// let alone = Teacher::objects().filter(|t| t.mentor().is_null());
/// let dated = Enrollment::objects().filter(|e| e.student().name().is_not_null());
/// assert_eq!((alone.count(&db)?, dated.count(&db)?), (1, 1));
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "only a path that may lead to no row can be null",
    label = "never null",
    note = "a path over an `Option<ForeignKey<…>>`, and one back over a `OneToOne<…>`, may lead to \
            no row"
)]
pub trait Optional: Single {}

impl Optional for Maybe {}

/// The cardinality of the row itself: [`One`].
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// // A column of the row itself: `t.mentor().name().set(…)` does not compile.
/// assert_eq!(Teacher::objects().update(&db, |t| t.name().set("Teacher"))?, 2);
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "an update sets columns of its own rows only",
    label = "a column of other rows",
    note = "update those: `….objects().filter(…).update(&db, …)`"
)]
pub trait Own: Single {}

impl Own for One {}

/// Exactly one row.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Column, One};
/// fn name(student: StudentPath) -> Column<String, One> {
///     student.name()
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum One {}

/// One row or none, as across a nullable foreign key.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Column, Maybe};
/// fn name_of_mentor(teacher: TeacherPath) -> Column<String, Maybe> {
///     teacher.mentor().name()
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maybe {}

/// Any number of rows, as across a many-to-many relation.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Column, Many};
/// fn titles(student: StudentPath) -> Column<String, Many> {
///     student.course_set().title()
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {}

impl Cardinality for One {
    type Then<K: Cardinality> = K;
    type Aggregate = Total;
    type AfterMaybe = Maybe;
}

impl Cardinality for Maybe {
    type Then<K: Cardinality> = K::AfterMaybe;
    type Aggregate = Total;
    type AfterMaybe = Maybe;
}

impl Cardinality for Many {
    type Then<K: Cardinality> = Many;
    type Aggregate = Aggregated;
    type AfterMaybe = Many;
}

impl Single for One {
    type Loaded<T: Send + 'static> = T;
    type Selected<T: FieldType> = T;

    fn loaded<T: Send + 'static>(row: Option<T>) -> Option<T> {
        row
    }
}

impl Single for Maybe {
    type Loaded<T: Send + 'static> = Option<T>;
    type Selected<T: FieldType> = T::Nullable;

    fn loaded<T: Send + 'static>(row: Option<T>) -> Option<Option<T>> {
        Some(row)
    }
}

mod sealed {
    #[allow(
        unreachable_pub,
        reason = "public in a private module: that is what seals the trait"
    )]
    pub trait Sealed {}
    impl Sealed for super::One {}
    impl Sealed for super::Maybe {}
    impl Sealed for super::Many {}
}
