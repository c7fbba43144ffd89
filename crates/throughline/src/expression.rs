//! Values that are computed for each row: arithmetic over columns, and raw SQL.

use std::borrow::Cow;
use std::ops::{Add, Div, Mul, Sub};

use throughline_core::{ErrorKind, FieldType};
use throughline_sql::plan::{self, Arithmetic};

use crate::path::value;
use crate::{Column, Computed, IntoField, NumberField, One, PerRow, Single};

/// Arithmetic of columns: `+`, `-`, `*` and `/` with a value or with another column of the same
/// type. A null on either side gives null.
macro_rules! arithmetic {
    ($($trait:ident $method:ident $arithmetic:ident;)*) => {$(
        arithmetic!($trait $method $arithmetic: i16, i32, i64, u32, f64, rust_decimal::Decimal);

        #[diagnostic::do_not_recommend]
        impl<T: NumberField, K: Single, E: PerRow, L: Single, F: PerRow> $trait<Column<T, L, F>>
            for Column<T, K, E>
        {
            type Output = Column<T, K::Then<L>, Computed>;

            fn $method(self, other: Column<T, L, F>) -> Self::Output {
                compute(self, Arithmetic::$arithmetic, other.into_operand())
            }
        }
    )*};
    ($trait:ident $method:ident $arithmetic:ident: $($value:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: NumberField, K: Single, E: PerRow> $trait<$value> for Column<T, K, E>
        where
            $value: IntoField<T>,
        {
            type Output = Column<T, K, Computed>;

            fn $method(self, other: $value) -> Self::Output {
                compute(self, Arithmetic::$arithmetic, plan::Operand::Value(value::<T>(other)))
            }
        }
    )*};
}

arithmetic! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div Divide;
}

fn compute<T, K, E, L>(
    left: Column<T, K, E>,
    arithmetic: Arithmetic,
    right: plan::Operand,
) -> Column<T, L, Computed> {
    Column::new(plan::Operand::Arithmetic(
        Box::new(left.into_operand()),
        arithmetic,
        Box::new(right),
    ))
}

/// SQL of one's own, where the typed expressions do not reach.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Expr;
/// # let School { db, rust, .. } = school()?;
/// let short = Course::objects()
///     .filter(|c| Expr::raw::<i64>("length({})").column(c.title()).end().lt(5));
/// // SELECT … FROM "course" WHERE length( "title" ) < ?
/// assert_eq!(short.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
pub enum Expr {}

impl Expr {
    /// Text with `{}` for each column or value that is given next, in their order. Values are
    /// bound, columns quoted; the text itself is sent as it is, so never make it of input.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Expr;
    /// # let School { db, .. } = school()?;
    /// let longer = Course::objects()
    ///     .filter(|c| Expr::raw::<i64>("length({}) - {}").column(c.title()).value(1).end().gt(3));
    /// assert_eq!(longer.count(&db)?, 1);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn raw<T: FieldType>(text: &'static str) -> RawExpr<T> {
        RawExpr {
            text,
            operands: Vec::new(),
            marker: std::marker::PhantomData,
        }
    }
}

/// SQL of one's own that gets its columns and values: made by [`Expr::raw`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Expr, RawExpr};
/// let sum: RawExpr<i64> = Expr::raw("{} + {}").value(1).value(2);
/// ```
#[derive(Debug, Clone)]
#[must_use = "an expression does nothing until it is compared, selected or ordered by"]
pub struct RawExpr<T> {
    text: &'static str,
    operands: Vec<plan::Operand>,
    marker: std::marker::PhantomData<fn() -> T>,
}

impl<T: FieldType> RawExpr<T> {
    /// The next `{}` is this column.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Expr;
    /// # let School { db, .. } = school()?;
    /// let by_length = Course::objects()
    ///     .order_by(|c| Expr::raw::<i64>("length({})").column(c.title()).end().desc());
    /// assert_eq!(by_length.first(&db)?.map(|course| course.title), Some("Logic".to_owned()));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn column<U, K: Single, E: PerRow>(mut self, column: Column<U, K, E>) -> Self {
        self.operands.push(column.into_operand());
        self
    }

    /// The next `{}` is this value, which is bound.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Expr;
    /// # let School { db, .. } = school()?;
    /// let title = |c: CoursePath| Expr::raw::<String>("{} || {}").column(c.title()).value("!".to_owned()).end();
    /// assert_eq!(Course::objects().filter(|c| title(c).eq("Rust!")).count(&db)?, 1);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn value(mut self, value: impl FieldType) -> Self {
        self.operands.push(plan::Operand::Value(value.to_value()));
        self
    }

    /// The expression, as a column.
    ///
    /// What asks for it fails with [`InvalidValue`](crate::ErrorKind::InvalidValue) if the text
    /// has more or fewer `{}` than were given.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Column, Computed, Expr};
    /// let one: Column<i64, _, Computed> = Expr::raw::<i64>("1").end();
    /// ```
    pub fn end(self) -> Column<T, One, Computed> {
        let parts: Vec<_> = self.text.split("{}").map(Cow::Borrowed).collect();
        let (places, given) = (parts.len() - 1, self.operands.len());
        if places != given {
            return Column::new(plan::Operand::Fault(Box::new(plan::Fault {
                kind: ErrorKind::InvalidValue,
                message: format!(
                    "a raw expression has {places} places `{{}}` and was given {given} columns and \
                     values"
                ),
                hint: "give one for each place, by `.column(…)` and `.value(…)`".to_owned(),
            })));
        }
        Column::new(plan::Operand::Raw(plan::Raw {
            parts,
            operands: self.operands,
            column_type: T::COLUMN_TYPE,
        }))
    }
}
