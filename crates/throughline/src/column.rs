//! Columns and their lookups.

use std::marker::PhantomData;

use throughline_core::{FieldType, Value, kind};
use throughline_sql::plan::{self, Comparison, TextMatch};

use crate::path::value;
use crate::{
    Assignment, Cardinality, Condition, IntoField, One, Ordering, Own, PerRow, Single, ValuesOf,
};

/// A column of type `T` at the end of a path that leads to `K` rows.
///
/// Across a relation to many rows a lookup means: *some* related row. Two lookups are two
/// independent questions.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, rust, .. } = school()?;
/// let of_ann_and_bob = Course::objects()
///     .filter(|c| c.students().name().eq("Ann") & c.students().name().eq("Bob"));
/// assert_eq!(of_ann_and_bob.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// `E` says what it is: a column that is [`Stored`], or a value that is computed for each row
/// ([`Computed`], [`Aggregated`](crate::Aggregated)). All of them are compared, ordered by and selected alike.
#[derive(Debug)]
pub struct Column<T, K = One, E = Stored> {
    operand: plan::Operand,
    marker: Marker<T, K, E>,
}

/// What a column is of, how many rows it is reached over, and what it is.
type Marker<T, K, E> = PhantomData<fn() -> (T, K, E)>;

impl<T, K, E> Clone for Column<T, K, E> {
    fn clone(&self) -> Self {
        Column::new(self.operand.clone())
    }
}

/// Marks a [`Column`] that is kept in a table.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Column, One, Stored};
/// fn name(student: StudentPath) -> Column<String, One, Stored> {
///     student.name()
/// }
/// ```
#[derive(Debug)]
pub enum Stored {}

/// Marks a [`Column`] that is computed: the sum of two, or text of one's own.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Column, Computed, One};
/// # let School { db, eve, .. } = school()?;
/// fn next_door(teacher: TeacherPath) -> Column<Option<i32>, One, Computed> {
///     teacher.room() + 1
/// }
///
/// assert_eq!(Teacher::objects().filter(|t| next_door(t).eq(13)).all(&db)?, [eve]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
pub enum Computed {}

/// What a column is compared with: a value for it, or another column of the same type.
///
/// `By` says which of the two it is, and is always inferred: it keeps the two implementations
/// apart for the compiler.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, eve, .. } = school()?;
/// let long_way = Teacher::objects().filter(|t| t.room().gt(10)); // a value
/// let own_mentor = Teacher::objects().filter(|t| t.mentor().name().eq(t.name())); // a column
/// assert_eq!(long_way.all(&db)?, [eve]);
/// assert_eq!(own_mentor.count(&db)?, 0);
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with a `{Self}`",
    label = "expected a value for `{T}`, or a column of that type"
)]
pub trait Operand<T, By> {
    #[doc(hidden)]
    fn operand(self) -> plan::Operand;
}

/// Marks an [`Operand`] that is a value.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{ByValue, Condition, Operand};
/// # let School { db, .. } = school()?;
/// fn is<V: Operand<String, ByValue>>(student: StudentPath, name: V) -> Condition {
///     student.name().eq(name)
/// }
///
/// assert_eq!(Student::objects().filter(|s| is(s, "Ann")).count(&db)?, 1);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
pub enum ByValue {}

/// Marks an [`Operand`] that is a column.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{ByColumn, Condition, Operand};
/// # let School { db, .. } = school()?;
/// fn is<C: Operand<String, ByColumn>>(student: StudentPath, name: C) -> Condition {
///     student.name().eq(name)
/// }
///
/// assert_eq!(Student::objects().filter(|s| is(s.clone(), s.name())).count(&db)?, 3);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
pub enum ByColumn {}

#[diagnostic::do_not_recommend]
impl<T: FieldType, V: IntoField<T>> Operand<T, ByValue> for V {
    fn operand(self) -> plan::Operand {
        plan::Operand::Value(value::<T>(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType, K: Single, E: PerRow> Operand<T, ByColumn> for Column<T, K, E> {
    fn operand(self) -> plan::Operand {
        self.operand
    }
}

impl<T, K, E> Column<T, K, E> {
    pub(crate) fn new(operand: impl Into<plan::Operand>) -> Self {
        Column {
            operand: operand.into(),
            marker: PhantomData,
        }
    }

    pub(crate) const fn operand(&self) -> &plan::Operand {
        &self.operand
    }

    pub(crate) fn into_operand(self) -> plan::Operand {
        self.operand
    }

    fn condition(&self, make: impl FnOnce(plan::Operand) -> plan::Condition) -> Condition {
        Condition(make(self.operand.clone()))
    }
}

impl<T: FieldType, K: Cardinality, E> Column<T, K, E> {
    fn compare(&self, comparison: Comparison, operand: plan::Operand) -> Condition {
        let null = matches!(&operand, plan::Operand::Value(Value::Null));
        self.condition(|left| match comparison {
            Comparison::Equal if null => plan::Condition::IsNull(left, true),
            Comparison::NotEqual if null => plan::Condition::IsNull(left, false),
            _ => plan::Condition::Compare(left, comparison, operand),
        })
    }

    /// Equal. A null is equal to `None` only.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Student::objects().filter(|s| s.name().eq("Ann"));
    /// // … WHERE "student"."name" = ?
    /// ```
    pub fn eq<By>(&self, operand: impl Operand<T, By>) -> Condition
    where
        E: PerRow,
    {
        self.compare(Comparison::Equal, operand.operand())
    }

    /// Not equal. A null is not equal to any value: the rows are those that `eq` leaves out.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, max, .. } = school()?;
    /// let others = Teacher::objects().filter(|t| t.room().ne(12));
    /// // SELECT … FROM "teacher" WHERE "room" IS NOT ?
    /// assert_eq!(others.all(&db)?, [max]); // he has no room
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn ne<By>(&self, operand: impl Operand<T, By>) -> Condition
    where
        E: PerRow,
    {
        self.compare(Comparison::NotEqual, operand.operand())
    }

    /// Less than. A null is neither less nor greater than anything.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let found = Teacher::objects().filter(|t| t.room().lt(13));
    /// // SELECT … FROM "teacher" WHERE "room" < ?
    /// assert_eq!(found.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn lt<By>(&self, operand: impl Operand<T, By>) -> Condition
    where
        E: PerRow,
    {
        self.compare(Comparison::Less, operand.operand())
    }

    /// Less than or equal.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let found = Teacher::objects().filter(|t| t.room().le(12));
    /// // SELECT … FROM "teacher" WHERE "room" <= ?
    /// assert_eq!(found.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn le<By>(&self, operand: impl Operand<T, By>) -> Condition
    where
        E: PerRow,
    {
        self.compare(Comparison::LessOrEqual, operand.operand())
    }

    /// Greater than.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let found = Teacher::objects().filter(|t| t.room().gt(11));
    /// // SELECT … FROM "teacher" WHERE "room" > ?
    /// assert_eq!(found.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn gt<By>(&self, operand: impl Operand<T, By>) -> Condition
    where
        E: PerRow,
    {
        self.compare(Comparison::Greater, operand.operand())
    }

    /// Greater than or equal.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let found = Teacher::objects().filter(|t| t.room().ge(12));
    /// // SELECT … FROM "teacher" WHERE "room" >= ?
    /// assert_eq!(found.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn ge<By>(&self, operand: impl Operand<T, By>) -> Condition
    where
        E: PerRow,
    {
        self.compare(Comparison::GreaterOrEqual, operand.operand())
    }

    /// Between the two, both included. If the first is greater than the second, no row is.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let first_floor = Teacher::objects().filter(|t| t.room().between(10, 19));
    /// // SELECT … FROM "teacher" WHERE "room" BETWEEN ? AND ?
    /// assert_eq!(first_floor.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn between<By, And>(
        &self,
        low: impl Operand<T, By>,
        high: impl Operand<T, And>,
    ) -> Condition
    where
        E: PerRow,
    {
        let (low, high) = (low.operand(), high.operand());
        self.condition(|left| plan::Condition::Between(left, low, high))
    }

    /// One of the values: those of a list, or those that another query set selects. An empty list
    /// is always false; a null among the values is passed over.
    ///
    /// A list is one parameter, however long it is.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().is_in(["Ann", "Bob"]));
    /// // … WHERE "name" IN (SELECT "value" FROM json_each(?) AS "t")
    /// assert_eq!(found.all(&db)?, [ann.clone(), bob]);
    ///
    /// let chairs = Membership::objects().filter(|m| m.role().eq("chair"));
    /// let found = Student::objects().filter(|s| s.id().is_in(chairs.select(|m| m.student().id())));
    /// // … WHERE "student"."id" IN (SELECT "membership"."student_id" FROM "membership" WHERE …)
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn is_in<By>(&self, values: impl ValuesOf<T, By>) -> Condition
    where
        E: PerRow,
    {
        let operand = self.operand.clone();
        Condition(values.among(operand))
    }

    /// Null. Across a nullable foreign key also: there is no row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, max, .. } = school()?;
    /// let without = Teacher::objects().filter(|t| t.room().is_null());
    /// assert_eq!(without.all(&db)?, [max]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn is_null(&self) -> Condition
    where
        E: PerRow,
    {
        self.condition(|left| plan::Condition::IsNull(left, true))
    }

    /// Not null.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let with = Teacher::objects().filter(|t| t.room().is_not_null());
    /// assert_eq!(with.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn is_not_null(&self) -> Condition
    where
        E: PerRow,
    {
        self.condition(|left| plan::Condition::IsNull(left, false))
    }
}

/// A field type that is kept as text, and has the lookups of text.
///
/// Made for `String`, structs around one with `#[derive(FieldType)]`, and `Option` of these.
///
/// ```
/// use throughline::prelude::*;
/// use throughline::TextField;
///
/// #[derive(Debug, Clone, PartialEq, FieldType)]
/// struct Email(String);
///
/// fn has_text_lookups<T: TextField>() {}
/// has_text_lookups::<String>();
/// has_text_lookups::<Option<Email>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text, so its column has no text lookups",
    label = "a lookup for text",
    note = "compare other values by `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `between` and `is_in`"
)]
pub trait TextField: FieldType {}

#[diagnostic::do_not_recommend]
impl<T: FieldType<Kind = kind::Text>> TextField for T {}

impl<T: FieldType, K: Cardinality, E> Column<T, K, E> {
    fn matches(&self, text_match: TextMatch, text: String) -> Condition {
        self.condition(|left| plan::Condition::Text(left, text_match, Value::Text(text)))
    }

    /// Contains the text. Upper and lower case differ, on every engine; `%` and `_` are plain
    /// characters.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Student::objects().filter(|s| s.name().contains("nn"));
    /// ```
    pub fn contains(&self, text: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::Contains, text.into())
    }

    /// Contains the text, upper and lower case alike, in any script.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().icontains("NN"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn icontains(&self, text: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::IContains, text.into())
    }

    /// Begins with the text. Upper and lower case differ.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().starts_with("An"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn starts_with(&self, text: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::StartsWith, text.into())
    }

    /// Begins with the text, upper and lower case alike.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().istarts_with("an"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn istarts_with(&self, text: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::IStartsWith, text.into())
    }

    /// Ends with the text. Upper and lower case differ.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().ends_with("nn"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn ends_with(&self, text: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::EndsWith, text.into())
    }

    /// Ends with the text, upper and lower case alike.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().iends_with("NN"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn iends_with(&self, text: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::IEndsWith, text.into())
    }

    /// Is the text, upper and lower case alike.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().iexact("ANN"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn iexact(&self, text: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::IExact, text.into())
    }

    /// Matches the regular expression somewhere. The syntax is that of the engine: the crate
    /// `regex` on SQLite, POSIX on PostgreSQL, PCRE on MariaDB.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().regex("^A.*n$"));
    /// assert_eq!(found.all(&db)?, [ann]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn regex(&self, pattern: impl Into<String>) -> Condition
    where
        T: TextField,
        E: PerRow,
    {
        self.matches(TextMatch::Regex, pattern.into())
    }
}

impl<T: FieldType, K: Cardinality, E> Column<T, K, E> {
    /// Smallest first: what a column alone means in `order_by`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let students = Student::objects().order_by(|s| s.name().asc());
    /// // SELECT … FROM "student" ORDER BY "name" ASC
    /// assert_eq!(students.first(&db)?, Some(ann));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn asc(&self) -> Ordering
    where
        K: Single,
        E: PerRow,
    {
        Ordering::new(self.operand.clone(), false)
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
        E: PerRow,
    {
        Ordering::new(self.operand.clone(), true)
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
            self.operand.clone(),
            plan::Operand::Value(value.into_field().into_value()),
        )
    }

    /// The column gets the value of another column, or one that is computed for the row, in an
    /// `update`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// Teacher::objects().update(&db, |t| t.name().set_to(t.email()))?;
    /// // UPDATE "teacher" SET "name" = "email"
    /// assert_eq!(eve.refresh(&db)?.name, "eve@school.example");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn set_to<L: Single, E: PerRow>(&self, column: Column<T, L, E>) -> Assignment
    where
        K: Own,
    {
        Assignment::new(self.operand.clone(), column.operand)
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
        Assignment::new(self.operand.clone(), plan::Operand::Value(Value::Null))
    }
}
