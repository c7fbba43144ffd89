//! Numbers made of many rows, as columns: `count`, `sum`, `avg`, `min`, `max`.
//!
//! Over a path to many rows each row has its own number, which can be filtered by, ordered by,
//! selected and loaded. Over a column of the row itself it is one number of all rows, for
//! [`QuerySet::aggregate`](crate::QuerySet::aggregate).

use throughline_core::FieldType;
use throughline_sql::plan::{self, Function};

use crate::{Cardinality, Column, One, Stored};

/// Marks a [`Column`] that is a number of related rows: `c.students().count()`.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Aggregated, Column, One};
/// # let School { db, rust, .. } = school()?;
/// fn attended(course: CoursePath) -> Column<i64, One, Aggregated> {
///     course.students().count()
/// }
///
/// assert_eq!(Course::objects().filter(|c| attended(c).gt(1)).all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
pub enum Aggregated {}

/// Marks a [`Column`] that is a number of all rows of a query set, for
/// [`QuerySet::aggregate`](crate::QuerySet::aggregate) alone.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Column, One, Total};
/// fn highest(teacher: TeacherPath) -> Column<Option<i32>, One, Total> {
///     teacher.room().max()
/// }
/// ```
#[derive(Debug)]
pub enum Total {}

/// A field type that is a number, and what its sum is.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::NumberField;
/// fn sum<T: NumberField>(_: T) -> Option<T::Sum> {
///     None
/// }
/// assert_eq!(sum(1_i32), None::<i64>);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number, so there is no arithmetic with it",
    label = "not a number",
    note = "`min`, `max` and `count` are there for columns of every type"
)]
pub trait NumberField: FieldType {
    /// The type of a sum: `i64` of integers.
    type Sum: FieldType;
}

macro_rules! numbers {
    ($($type:ty => $sum:ty),*) => {$(
        impl NumberField for $type {
            type Sum = $sum;
        }
    )*};
}

numbers!(i16 => i64, i32 => i64, i64 => i64, f64 => f64, rust_decimal::Decimal => rust_decimal::Decimal);

impl<T: NumberField> NumberField for Option<T> {
    type Sum = T::Sum;
}

impl<T: FieldType, K: Cardinality> Column<T, K, Stored> {
    fn aggregated<U>(&self, function: Function) -> Column<U, One, K::Aggregate> {
        aggregate(function, self.clone().into_operand())
    }

    /// How many values there are, nulls left out.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Teacher::objects().aggregate(&db, |t| (t.id().count(), t.room().count()))?, (2, 1));
    /// // SELECT COUNT("id"), COUNT("room") FROM "teacher"
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn count(&self) -> Column<i64, One, K::Aggregate> {
        self.aggregated(Function::Count)
    }

    /// The sum; `None` of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Teacher::objects().aggregate(&db, |t| t.room().sum())?, Some(12));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn sum(&self) -> Column<Option<T::Sum>, One, K::Aggregate>
    where
        T: NumberField,
    {
        self.aggregated(Function::Sum)
    }

    /// The mean; `None` of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Teacher::objects().aggregate(&db, |t| t.room().avg())?, Some(12.0));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn avg(&self) -> Column<Option<f64>, One, K::Aggregate>
    where
        T: NumberField,
    {
        self.aggregated(Function::Avg)
    }

    /// The smallest value; `None` of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let first = Course::objects().order_by(|c| c.id()).select(|c| c.students().name().min());
    /// assert_eq!(first.all(&db)?, [Some("Ann".to_owned()), Some("Bob".to_owned())]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn min(&self) -> Column<T::Nullable, One, K::Aggregate> {
        self.aggregated(Function::Min)
    }

    /// The greatest value; `None` of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, .. } = school()?;
    /// let newest = Course::objects().order_by(|c| c.enrollment_set().enrollment_date().max().desc().nulls_last());
    /// assert_eq!(newest.first(&db)?, Some(rust));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn max(&self) -> Column<T::Nullable, One, K::Aggregate> {
        self.aggregated(Function::Max)
    }
}

/// A function of the values that an operand has.
fn aggregate<U, A>(function: Function, operand: plan::Operand) -> Column<U, One, A> {
    let (start, relations, value) = match operand {
        plan::Operand::Column(path) => {
            let value = plan::FieldPath::own(path.field).into();
            (path.start, path.relations, value)
        }
        computed => (0, Vec::new(), computed),
    };
    Column::new(plan::Operand::Aggregate(Box::new(plan::Aggregate {
        function,
        distinct: false,
        start,
        relations,
        value,
        conditions: Vec::new(),
    })))
}

/// What counts or adds up values of many rows: [`Aggregated`] or [`Total`]. Sealed.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Aggregate, Column, FieldType, One};
/// fn once_each<T: FieldType, A: Aggregate>(column: Column<T, One, A>) -> Column<T, One, A> {
///     column.distinct()
/// }
/// ```
pub trait Aggregate: sealed::Sealed {}

/// What each row has a value of its own of: [`Stored`], [`Computed`](crate::Computed) or
/// [`Aggregated`], not [`Total`]. Sealed.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Column, Condition, FieldType, IntoField, One, PerRow};
/// fn is<T: FieldType, E: PerRow>(column: Column<T, One, E>, value: impl IntoField<T>) -> Condition {
///     column.eq(value)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a number of all rows is no value of each of them",
    label = "`count`, `sum`, `avg`, `min` or `max` of a column of the row itself",
    note = "ask for it by `.aggregate(&db, …)`; a number of related rows is one for each row: \
            `c.students().count()`"
)]
pub trait PerRow: sealed::PerRow + 'static {}

impl PerRow for Stored {}
impl PerRow for Aggregated {}
impl PerRow for crate::Computed {}

impl Aggregate for Aggregated {}
impl Aggregate for Total {}

impl<T: FieldType, A: Aggregate> Column<T, One, A> {
    /// Values that are equal count once.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// // Bob attends two courses; over students and their courses, two courses are found.
    /// let titles = Course::objects().aggregate(&db, |c| c.students().course_set().title().count().distinct())?;
    /// assert_eq!(titles, 2);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn distinct(self) -> Self {
        let mut operand = self.into_operand();
        if let plan::Operand::Aggregate(aggregate) = &mut operand {
            aggregate.distinct = true;
        }
        Column::new(operand)
    }
}

mod sealed {
    #[allow(
        unreachable_pub,
        reason = "public in a private module: that is what seals the trait"
    )]
    pub trait Sealed {}
    impl Sealed for super::Aggregated {}
    impl Sealed for super::Total {}

    #[allow(
        unreachable_pub,
        reason = "public in a private module: that is what seals the trait"
    )]
    pub trait PerRow {}
    impl PerRow for super::Stored {}
    impl PerRow for super::Aggregated {}
    impl PerRow for crate::Computed {}
}
