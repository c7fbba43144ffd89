//! What a column or a row can be one of: a list, or the results of another query set.

use throughline_core::{FieldType, SingleKey};
use throughline_sql::plan::{Condition, FieldPath, Operand, Output};

use crate::path::{Target, value};
use crate::row_set::RowSet;
use crate::{ByColumn, ByValue, IntoField, Model, QuerySet, SelectSet, Selection};

/// What [`Column::is_in`](crate::Column::is_in) takes: a list of values, or a query set of one column.
///
/// `By` says which of the two it is, and is always inferred.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Condition, ValuesOf};
/// # let School { db, .. } = school()?;
/// fn named<By>(student: StudentPath, names: impl ValuesOf<String, By>) -> Condition {
///     student.name().is_in(names)
/// }
///
/// assert_eq!(Student::objects().filter(|s| named(s, ["Ann", "Eve"])).count(&db)?, 1);
/// let teachers = Teacher::objects().select(|t| t.name());
/// assert_eq!(Student::objects().filter(|s| named(s, teachers)).count(&db)?, 0);
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` gives no values for a column of type `{T}`",
    label = "expected a list of values, or `.select(|row| row.column())` of a query set"
)]
pub trait ValuesOf<T, By> {
    #[doc(hidden)]
    fn among(self, left: Operand) -> Condition;
}

#[diagnostic::do_not_recommend]
impl<T: FieldType, V: IntoField<T>, I: IntoIterator<Item = V>> ValuesOf<T, ByValue> for I {
    fn among(self, left: Operand) -> Condition {
        let values = self.into_iter().map(value::<T>);
        Condition::InList(left, values.filter(|value| !value.is_null()).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType, M: Model, S: Selection> ValuesOf<T, ByColumn> for SelectSet<M, S>
where
    S::Row: FieldType<Nullable = T::Nullable>,
{
    fn among(self, left: Operand) -> Condition {
        Condition::InSelect(left, Box::new(self.select()))
    }
}

/// What [`ModelPath::is_in`](crate::ModelPath::is_in) takes: rows or keys of `M`, or a query set of
/// them.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Condition, RowsOf};
/// # let School { db, ann, .. } = school()?;
/// fn attended<By>(course: CoursePath, by: impl RowsOf<Student, By>) -> Condition {
///     course.students().is_in(by)
/// }
///
/// assert_eq!(Course::objects().filter(|c| attended(c, [&ann])).count(&db)?, 1);
/// let chess_players = Student::objects().filter(|s| s.clubs().name().eq("Chess"));
/// assert_eq!(Course::objects().filter(|c| attended(c, chess_players)).count(&db)?, 1);
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` names no rows of `{M}`",
    label = "expected a list of rows or keys of `{M}`, or a query set of it"
)]
pub trait RowsOf<M, By> {
    #[doc(hidden)]
    fn among(self, key: FieldPath) -> Condition;
}

#[diagnostic::do_not_recommend]
impl<M: Model<Key: SingleKey>, T: Target<M>, I: IntoIterator<Item = T>> RowsOf<M, ByValue> for I {
    fn among(self, key: FieldPath) -> Condition {
        let keys = self.into_iter().map(|row| row.target_key().into_value());
        Condition::InList(key.into(), keys.collect())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model<Key: SingleKey>, B: 'static> RowsOf<M, ByColumn> for QuerySet<M, B> {
    fn among(self, key: FieldPath) -> Condition {
        let mut select = self.rows_select();
        if !select.is_sliced() {
            select.order.clear();
        }
        select.output = Output::Columns(vec![FieldPath::own(M::META.key()).into()]);
        Condition::InSelect(key.into(), Box::new(select))
    }
}
