//! Columns and their lookups.

use std::marker::PhantomData;

use throughline_core::{FieldType, Value, kind};
use throughline_sql::plan::{self, Comparison, FieldPath, TextMatch};

use crate::path::value;
use crate::{Assignment, Cardinality, Condition, IntoField, One, Ordering, Own, Single};

/// A column of type `T` at the end of a path that leads to `K` rows.
///
/// Across a relation to many rows a lookup means: *some* related row. Two lookups are two
/// independent questions.
#[derive(Debug, Clone)]
pub struct Column<T, K = One> {
    path: FieldPath,
    marker: PhantomData<fn() -> (T, K)>,
}

/// What a column is compared with: a value for it, or another column of the same type.
///
/// `By` says which of the two it is, and is always inferred: it keeps the two implementations
/// apart for the compiler.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with a `{Self}`",
    label = "expected a value for `{T}`, or a column of that type"
)]
pub trait Operand<T, By> {
    #[doc(hidden)]
    fn operand(self) -> plan::Operand;
}

/// Marks an [`Operand`] that is a value.
#[derive(Debug)]
pub enum ByValue {}

/// Marks an [`Operand`] that is a column.
#[derive(Debug)]
pub enum ByColumn {}

#[diagnostic::do_not_recommend]
impl<T: FieldType, V: IntoField<T>> Operand<T, ByValue> for V {
    fn operand(self) -> plan::Operand {
        plan::Operand::Value(value::<T>(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType, K: Single> Operand<T, ByColumn> for Column<T, K> {
    fn operand(self) -> plan::Operand {
        plan::Operand::Column(self.path)
    }
}

impl<T, K: Cardinality> Column<T, K> {
    pub(crate) const fn new(path: FieldPath) -> Self {
        Column {
            path,
            marker: PhantomData,
        }
    }

    fn condition(&self, make: impl FnOnce(FieldPath) -> plan::Condition) -> Condition {
        Condition(make(self.path.clone()))
    }
}

impl<T: FieldType, K: Cardinality> Column<T, K> {
    fn compare(&self, comparison: Comparison, operand: plan::Operand) -> Condition {
        let null = matches!(&operand, plan::Operand::Value(Value::Null));
        self.condition(|path| match comparison {
            Comparison::Equal if null => plan::Condition::IsNull(path, true),
            Comparison::NotEqual if null => plan::Condition::IsNull(path, false),
            _ => plan::Condition::Compare(path, comparison, operand),
        })
    }

    /// Equal. A null is equal to `None` only.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Student::objects().filter(|s| s.name().eq("Ann"));
    /// // … WHERE "student"."name" = ?
    /// ```
    pub fn eq<By>(&self, operand: impl Operand<T, By>) -> Condition {
        self.compare(Comparison::Equal, operand.operand())
    }

    /// Not equal. A null is not equal to any value: the rows are those that `eq` leaves out.
    pub fn ne<By>(&self, operand: impl Operand<T, By>) -> Condition {
        self.compare(Comparison::NotEqual, operand.operand())
    }

    /// Less than. A null is neither less nor greater than anything.
    pub fn lt<By>(&self, operand: impl Operand<T, By>) -> Condition {
        self.compare(Comparison::Less, operand.operand())
    }

    /// Less than or equal.
    pub fn le<By>(&self, operand: impl Operand<T, By>) -> Condition {
        self.compare(Comparison::LessOrEqual, operand.operand())
    }

    /// Greater than.
    pub fn gt<By>(&self, operand: impl Operand<T, By>) -> Condition {
        self.compare(Comparison::Greater, operand.operand())
    }

    /// Greater than or equal.
    pub fn ge<By>(&self, operand: impl Operand<T, By>) -> Condition {
        self.compare(Comparison::GreaterOrEqual, operand.operand())
    }

    /// Between the two, both included. If the first is greater than the second, no row is.
    pub fn between<By, And>(
        &self,
        low: impl Operand<T, By>,
        high: impl Operand<T, And>,
    ) -> Condition {
        let (low, high) = (low.operand(), high.operand());
        self.condition(|path| plan::Condition::Between(path, low, high))
    }

    /// One of the values. An empty list is always false; a null in the list is passed over.
    ///
    /// The list is one parameter, however long it is.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Student::objects().filter(|s| s.name().is_in(["Ann", "Bob"]));
    /// // … WHERE "student"."name" IN (SELECT "value" FROM json_each(?))
    /// ```
    pub fn is_in<V: IntoField<T>>(&self, values: impl IntoIterator<Item = V>) -> Condition {
        let values = values
            .into_iter()
            .map(value::<T>)
            .filter(|value| !value.is_null())
            .collect();
        self.condition(|path| plan::Condition::InList(path, values))
    }

    /// Null. Across a nullable foreign key also: there is no row.
    pub fn is_null(&self) -> Condition {
        self.condition(|path| plan::Condition::IsNull(path, true))
    }

    /// Not null.
    pub fn is_not_null(&self) -> Condition {
        self.condition(|path| plan::Condition::IsNull(path, false))
    }
}

impl<T: FieldType<Kind = kind::Text>, K: Cardinality> Column<T, K> {
    fn matches(&self, text_match: TextMatch, text: String) -> Condition {
        self.condition(|path| plan::Condition::Text(path, text_match, Value::Text(text)))
    }

    /// Contains the text. Upper and lower case differ, on every engine; `%` and `_` are plain
    /// characters.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Student::objects().filter(|s| s.name().contains("nn"));
    /// ```
    pub fn contains(&self, text: impl Into<String>) -> Condition {
        self.matches(TextMatch::Contains, text.into())
    }

    /// Contains the text, upper and lower case alike, in any script.
    pub fn icontains(&self, text: impl Into<String>) -> Condition {
        self.matches(TextMatch::IContains, text.into())
    }

    /// Begins with the text. Upper and lower case differ.
    pub fn starts_with(&self, text: impl Into<String>) -> Condition {
        self.matches(TextMatch::StartsWith, text.into())
    }

    /// Begins with the text, upper and lower case alike.
    pub fn istarts_with(&self, text: impl Into<String>) -> Condition {
        self.matches(TextMatch::IStartsWith, text.into())
    }

    /// Ends with the text. Upper and lower case differ.
    pub fn ends_with(&self, text: impl Into<String>) -> Condition {
        self.matches(TextMatch::EndsWith, text.into())
    }

    /// Ends with the text, upper and lower case alike.
    pub fn iends_with(&self, text: impl Into<String>) -> Condition {
        self.matches(TextMatch::IEndsWith, text.into())
    }

    /// Is the text, upper and lower case alike.
    pub fn iexact(&self, text: impl Into<String>) -> Condition {
        self.matches(TextMatch::IExact, text.into())
    }

    /// Matches the regular expression somewhere. The syntax is that of the engine: the crate
    /// `regex` on SQLite, POSIX on PostgreSQL, PCRE on MariaDB.
    pub fn regex(&self, pattern: impl Into<String>) -> Condition {
        self.matches(TextMatch::Regex, pattern.into())
    }
}

impl<T: FieldType, K: Cardinality> Column<T, K> {
    /// Smallest first: what a column alone means in `order_by`.
    pub fn asc(&self) -> Ordering
    where
        K: Single,
    {
        Ordering::new(self.path.clone(), false)
    }

    /// Greatest first.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Student::objects().order_by(|s| (s.name().desc(), s.id()));
    /// ```
    pub fn desc(&self) -> Ordering
    where
        K: Single,
    {
        Ordering::new(self.path.clone(), true)
    }
}

impl<T: FieldType, K: Cardinality> Column<T, K> {
    /// The column gets this value, in an `update`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn run(db: &throughline::blocking::Db) -> throughline::Result<u64> {
    /// Student::objects().filter(|s| s.name().eq("Ann")).update(db, |s| s.name().set("Anna"))
    /// # }
    /// ```
    pub fn set(&self, value: impl IntoField<T>) -> Assignment
    where
        K: Own,
    {
        Assignment::new(
            self.path.clone(),
            plan::Operand::Value(value.into_field().to_value()),
        )
    }

    /// The column gets the value of another column of the same row, in an `update`.
    pub fn set_to<L: Single>(&self, column: Column<T, L>) -> Assignment
    where
        K: Own,
    {
        Assignment::new(self.path.clone(), plan::Operand::Column(column.path))
    }
}

impl<T: FieldType, K: Cardinality> Column<Option<T>, K> {
    /// The column becomes null, in an `update`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn run(db: &throughline::blocking::Db) -> throughline::Result<u64> {
    /// # #[derive(Model)]
    /// # struct Note { id: i64, text: Option<String> }
    /// Note::objects().update(db, |n| n.text().set_null())
    /// // UPDATE "note" SET "text" = ?
    /// # }
    /// ```
    pub fn set_null(&self) -> Assignment
    where
        K: Own,
    {
        Assignment::new(self.path.clone(), plan::Operand::Value(Value::Null))
    }
}
