//! Columns and numbers in place of rows: `select`, `each`, `aggregate`.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, FieldType, Relation, Result, Value, ValueRef};
use throughline_sql::plan::{self, Condition, Each, FieldPath, Operand, Output, Select};

use super::QuerySet;
use crate::path::ModelPath;
use crate::{Aggregate, Column, EachSet, Executor, Many, Model, One, SelectSet, Selection};

impl<M: Model, B> QuerySet<M, B> {
    /// Columns of the rows, in place of the rows: a column, or a tuple of up to eight. Numbers of
    /// related rows are columns too.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let courses: Vec<(String, i64)> = Course::objects()
    ///     .order_by(|c| c.title())
    ///     .select(|c| (c.title(), c.students().count()))
    ///     .all(&db)?;
    /// assert_eq!(courses, [("Logic".to_owned(), 1), ("Rust".to_owned(), 2)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn select<S: Selection>(self, columns: impl FnOnce(M::Path) -> S) -> SelectSet<M, S> {
        let columns = columns(Self::path());
        let mut select = self.lowered(Output::Rows);
        if select.order.is_empty() {
            select.order = super::model_order::<M>();
        }
        SelectSet::new(select, columns)
    }

    /// Each row with each of the rows at the end of a path to many: it comes as often as there are
    /// such rows, and not at all without one. One can order by, filter by and select from both.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let names: Vec<(String, String)> = Course::objects()
    ///     .each(|c| c.students())
    ///     .order_by(|c, s| (s.name(), c.title()))
    ///     .select(|c, s| (s.name(), c.title()))
    ///     .all(&db)?;
    /// assert_eq!(names[1], ("Bob".to_owned(), "Logic".to_owned()));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn each<P: ModelPath<Cardinality = Many>>(
        self,
        path: impl FnOnce(M::Path) -> P,
    ) -> EachSet<M, P::Model> {
        let path = path(Self::path());
        EachSet::new(self.rows_select(), &path)
    }

    /// Numbers made of all rows: of their own columns (`s.age().avg()`), of those behind a path to
    /// one, or of all rows that are related to them (`c.students().count()`). One statement for
    /// the first two together, one for each of the others: no two multiply each other.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let (teachers, room, helpers) = Teacher::objects()
    ///     .aggregate(&db, |t| (t.id().count(), t.room().max(), t.trips().count()))?;
    /// assert_eq!((teachers, room, helpers), (2, Some(12), 1));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's, as for a sum that is too great.
    pub fn aggregate<E: Executor, A: Aggregates>(
        self,
        db: E,
        numbers: impl FnOnce(M::Path) -> A,
    ) -> E::Out<A::Row> {
        let operands = numbers(Self::path()).operands();
        db.run(Aggregated::<M, A> {
            select: whole(self.rows_select()),
            operands,
            marker: PhantomData,
        })
    }
}

/// The rows of a query with nothing but conditions: a part by places becomes one.
pub(crate) fn whole(select: Select) -> Select {
    if !select.is_sliced() && select.each.is_empty() {
        return select;
    }
    let key = FieldPath::own(select.model().key());
    let mut whole = Select::new(plan::Source::Model(select.model()));
    let keys = Select {
        output: Output::Columns(vec![key.clone().into()]),
        ..select
    };
    whole.conditions = vec![Condition::InSelect(key.into(), Box::new(keys))];
    whole
}

/// What [`QuerySet::aggregate`] takes: `count`, `sum`, `avg`, `min` or `max` of a column, or a
/// tuple of up to eight.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Aggregates;
/// # let School { db, .. } = school()?;
/// fn rooms(teacher: TeacherPath) -> impl Aggregates<Row = (Option<i32>, Option<i32>)> {
///     (teacher.room().min(), teacher.room().max())
/// }
///
/// assert_eq!(Teacher::objects().aggregate(&db, rooms)?, (Some(12), Some(12)));
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number of many rows",
    label = "expected `.count()`, `.sum()`, `.avg()`, `.min()` or `.max()` of a column, or a tuple"
)]
pub trait Aggregates: Send + 'static {
    /// What they are together.
    type Row: Send + 'static;

    #[doc(hidden)]
    fn operands(self) -> Vec<Operand>;

    #[doc(hidden)]
    fn read(values: &mut dyn Iterator<Item = Value>, model: &'static str) -> Result<Self::Row>;
}

#[diagnostic::do_not_recommend]
impl<T: FieldType + Send + 'static, A: Aggregate> Aggregates for Column<T, One, A>
where
    A: 'static,
{
    type Row = T;

    fn operands(self) -> Vec<Operand> {
        vec![self.into_operand()]
    }

    fn read(values: &mut dyn Iterator<Item = Value>, model: &'static str) -> Result<T> {
        let value = values.next().unwrap_or(Value::Null);
        T::from_value(value.as_ref())
            .map_err(|error| Error::decode(model, "a number of all rows", error, value.as_ref()))
    }
}

macro_rules! aggregates {
    ($($part:ident $position:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($part: Aggregates),*> Aggregates for ($($part,)*) {
            type Row = ($($part::Row,)*);

            fn operands(self) -> Vec<Operand> {
                let mut operands = Vec::new();
                $(operands.extend(self.$position.operands());)*
                operands
            }

            fn read(
                values: &mut dyn Iterator<Item = Value>,
                model: &'static str,
            ) -> Result<Self::Row> {
                Ok(($($part::read(values, model)?,)*))
            }
        }
    };
}

aggregates!(A 0);
aggregates!(A 0, B 1);
aggregates!(A 0, B 1, C 2);
aggregates!(A 0, B 1, C 2, D 3);
aggregates!(A 0, B 1, C 2, D 3, E 4);
aggregates!(A 0, B 1, C 2, D 3, E 4, F 5);
aggregates!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
aggregates!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

struct Aggregated<M, A> {
    select: Select,
    operands: Vec<Operand>,
    marker: PhantomData<fn() -> (M, A)>,
}

impl<M: Model, A: Aggregates> Operation for Aggregated<M, A> {
    type Output = A::Row;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<A::Row> {
        let aggregates = self
            .operands
            .into_iter()
            .filter_map(|operand| match operand {
                Operand::Aggregate(aggregate) => Some(*aggregate),
                _ => None,
            });
        let values = numbers(connection, &self.select, aggregates.collect()).await?;
        A::read(&mut values.into_iter(), M::NAME)
    }
}

/// These numbers of the rows of a query, which has nothing but conditions.
pub(crate) async fn numbers(
    connection: &mut Connection,
    select: &Select,
    aggregates: Vec<plan::Aggregate>,
) -> Result<Vec<Value>> {
    let is_own = |one: &plan::Aggregate| !one.relations.iter().any(Relation::is_multiple);
    let own: Vec<_> = aggregates
        .iter()
        .filter(|one| is_own(one))
        .cloned()
        .collect();
    let mut values = Vec::new();
    if !own.is_empty() {
        values = one_row(connection, select, Vec::new(), own).await?;
    }
    let mut own = values.into_iter();
    let mut all = Vec::with_capacity(aggregates.len());
    for aggregate in aggregates {
        if is_own(&aggregate) {
            all.extend(own.next());
            continue;
        }
        let (each, aggregate) = joined(aggregate);
        all.extend(one_row(connection, select, each, vec![aggregate]).await?);
    }
    Ok(all)
}

/// The joins by which a number of related rows becomes one of all pairs, and that.
fn joined(aggregate: plan::Aggregate) -> (Vec<Each>, plan::Aggregate) {
    let mut each: Vec<Each> = Vec::new();
    let mut rest = Vec::new();
    for part in aggregate.relations.split_inclusive(Relation::is_multiple) {
        if part.last().is_some_and(Relation::is_multiple) {
            each.push(Each {
                start: each.len(),
                relations: part.to_vec(),
                outer: true,
            });
        } else {
            rest = part.to_vec();
        }
    }
    let aggregate = plan::Aggregate {
        start: each.len(),
        relations: rest,
        ..aggregate
    };
    (each, aggregate)
}

async fn one_row(
    connection: &mut Connection,
    select: &Select,
    each: Vec<Each>,
    aggregates: Vec<plan::Aggregate>,
) -> Result<Vec<Value>> {
    let width = aggregates.len();
    let select = Select {
        each,
        output: Output::Aggregates(aggregates),
        order: Vec::new(),
        ..select.clone()
    };
    let mut values = Vec::with_capacity(width);
    connection
        .fetch(&select, &mut |row| {
            for position in 0..width {
                values.push(ValueRef::to_value(&row.value(position)?));
            }
            Ok(())
        })
        .await?;
    Ok(values)
}
