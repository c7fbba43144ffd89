//! Numbers made of many rows, by a name in words.

use throughline_core::ColumnType;
use throughline_sql::plan::{Aggregate, Arithmetic, FieldPath, Function, Operand};

use super::fault::{self, Read};
use super::leaf::{Family, family};
use super::resolve::{Scope, Target};
use super::state::Annotation;
use throughline_core::Value;

/// What is made of the values at the end of a path: `count`, `sum`, `avg`, `min`, `max`.
///
/// For each row by [`annotate`](crate::QuerySet::annotate), of all rows by
/// [`calculate`](crate::QuerySet::calculate). A path that ends in a relation means the keys of its
/// rows. Null is left out.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Calculation, Value};
/// # let School { db, .. } = school()?;
/// let numbers = [Calculation::count("students"), Calculation::max("title")];
/// let values = Course::objects().calculate(&db, numbers)?;
/// assert!(values == [Value::Int(3), Value::Text("Rust".to_owned())]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a calculation does nothing until it is given to a query set"]
pub struct Calculation {
    function: Function,
    words: String,
    distinct: bool,
}

impl Calculation {
    const fn new(function: Function, words: String) -> Self {
        Calculation {
            function,
            words,
            distinct: false,
        }
    }

    /// How many values there are.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Calculation, Value};
    /// # let School { db, .. } = school()?;
    /// let values = Teacher::objects().calculate(&db, [Calculation::count("room")])?;
    /// assert!(values == [Value::Int(1)]); // Max has no room
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn count(words: impl Into<String>) -> Self {
        Calculation::new(Function::Count, words.into())
    }

    /// The sum; null of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Calculation, Value};
    /// # let School { db, .. } = school()?;
    /// let values = Locker::objects().calculate(&db, [Calculation::sum("number")])?;
    /// assert!(values == [Value::Int(7)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn sum(words: impl Into<String>) -> Self {
        Calculation::new(Function::Sum, words.into())
    }

    /// The mean; null of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Calculation, Value};
    /// # let School { db, .. } = school()?;
    /// let values = Teacher::objects().calculate(&db, [Calculation::avg("room")])?;
    /// assert!(values == [Value::Float(12.0)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn avg(words: impl Into<String>) -> Self {
        Calculation::new(Function::Avg, words.into())
    }

    /// The smallest value; null of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Calculation, Value};
    /// # let School { db, .. } = school()?;
    /// let values = Course::objects().calculate(&db, [Calculation::min("students__name")])?;
    /// assert!(values == [Value::Text("Ann".to_owned())]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn min(words: impl Into<String>) -> Self {
        Calculation::new(Function::Min, words.into())
    }

    /// The greatest value; null of no values.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Calculation, Value};
    /// # let School { db, .. } = school()?;
    /// let values = Club::objects().calculate(&db, [Calculation::max("membership_set__joined")])?;
    /// assert!(values == [Value::Date(Date::constant(2025, 9, 1))]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn max(words: impl Into<String>) -> Self {
        Calculation::new(Function::Max, words.into())
    }

    /// Values that are equal count once.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Calculation, Value};
    /// # let School { db, .. } = school()?;
    /// let numbers = [Calculation::count("students"), Calculation::count("students").distinct()];
    /// let values = Course::objects().calculate(&db, numbers)?;
    /// assert!(values == [Value::Int(3), Value::Int(2)]); // Bob attends both courses
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn distinct(mut self) -> Self {
        self.distinct = true;
        self
    }

    /// What the words name, if the function takes it.
    fn target(&self, scope: Scope<'_>) -> Read<Target> {
        let target = scope.only_target(&self.words)?;
        if self.function != Function::Count {
            if let Target::Route(route) = &target {
                route.clone().single()?;
            }
            let adds = matches!(self.function, Function::Sum | Function::Avg);
            if adds && family(target.column_type()) != Family::Number {
                let found = fault::type_words(target.column_type());
                let message = format!(
                    "{} holds {found}, and sums are made of numbers",
                    target.label()
                );
                return Err(fault::lookup(
                    message,
                    "count it, or ask for `min` or `max`",
                ));
            }
        }
        Ok(target)
    }

    /// The number of what the words name.
    pub(super) fn aggregate(&self, scope: Scope<'_>) -> Read<Aggregate> {
        Ok(match self.target(scope)? {
            Target::Route(route) => Aggregate {
                relations: route.relations,
                ..self.of(FieldPath::own(route.field).into())
            },
            Target::Computed(annotation) => self.of(annotation.operand),
        })
    }

    /// The number of these values.
    fn of(&self, value: Operand) -> Aggregate {
        Aggregate {
            function: self.function,
            distinct: self.distinct,
            start: 0,
            relations: Vec::new(),
            value,
            conditions: Vec::new(),
        }
    }

    /// The number for each row, with a name.
    pub(super) fn annotation(&self, name: String, scope: Scope<'_>) -> Read<Annotation> {
        let target = self.target(scope)?;
        let (operand, column_type) = match &target {
            Target::Route(route) if route.is_multiple() => {
                let aggregate = self.aggregate(scope)?;
                let column_type = aggregate.column_type();
                (Operand::Aggregate(Box::new(aggregate)), column_type)
            }
            _ => self.of_one(&target),
        };
        Ok(Annotation {
            name,
            operand,
            column_type,
        })
    }

    /// The number of one value, or of none.
    fn of_one(&self, target: &Target) -> (Operand, ColumnType) {
        let value = target.operand(0);
        let column_type = self.of(value.clone()).column_type();
        let operand = match self.function {
            Function::Count => Operand::presence(value),
            Function::Avg => Operand::Arithmetic(
                Box::new(value),
                Arithmetic::Multiply,
                Box::new(Operand::Value(Value::Float(1.0))),
            ),
            Function::Sum | Function::Min | Function::Max => value,
        };
        (operand, column_type)
    }
}
