//! Paths: from the model that is queried, over relations, to columns.
//!
//! The derive writes a path type beside each model (`StudentPath` for `Student`), with a method
//! for each column and each relation end. A path only remembers the way; [`Condition`],
//! [`Ordering`](crate::Ordering) and [`Assignment`](crate::Assignment) are made from it.

use std::marker::PhantomData;

use throughline_core::{FieldType, Relation, Value};
use throughline_sql::plan::{self, FieldPath};

use crate::foreign_key::ForeignKey;
use crate::{
    Assignment, Cardinality, Column, Condition, IntoField, Model, One, Optional, RowsOf, Single,
};

/// The way from the model that is queried to another, over any number of relations.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// // `StudentPath` is such a path with a method for each column and relation of a student.
/// let query = Student::objects().filter(|s: StudentPath| s.course_set().title().eq("Rust"));
/// assert_eq!(query.count(&db)?, 2);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Path<K = One> {
    /// Where it begins, as in [`FieldPath`].
    start: usize,
    relations: Vec<Relation>,
    cardinality: PhantomData<fn() -> K>,
}

impl<K: Cardinality> Path<K> {
    /// The path that goes nowhere: the model that is queried itself.
    pub(crate) const fn root() -> Path<One> {
        Path::<K>::starting(0)
    }

    /// The path that goes nowhere, from the rows that are joined as the `start`-th.
    pub(crate) const fn starting(start: usize) -> Path<One> {
        Path {
            start,
            relations: Vec::new(),
            cardinality: PhantomData,
        }
    }

    pub(crate) const fn start(&self) -> usize {
        self.start
    }

    /// A column at its end.
    pub(crate) fn to(&self, field: &'static throughline_core::FieldDef) -> FieldPath {
        FieldPath {
            start: self.start,
            relations: self.relations.clone(),
            field,
        }
    }

    pub(crate) fn relations(&self) -> &[Relation] {
        &self.relations
    }

    pub(crate) fn follow<L: Cardinality>(&self, relation: Relation) -> Path<L> {
        let mut relations = Vec::with_capacity(self.relations.len() + 1);
        relations.extend_from_slice(&self.relations);
        relations.push(relation);
        Path {
            start: self.start,
            relations,
            cardinality: PhantomData,
        }
    }
}

/// A path type that `#[derive(Model)]` wrote: `StudentPath`.
///
/// Its operations are methods of this trait, so that a column of the same name wins: on a model
/// with a column `eq`, `path.eq()` is the column, and [`ops`](crate::ops) has the operations as
/// functions.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Condition, ModelPath};
/// # let School { db, ann, .. } = school()?;
/// fn is_row<P: ModelPath<Model = Student>>(path: P, row: &Student) -> Condition {
///     path.eq(row)
/// }
///
/// assert_eq!(Course::objects().filter(|c| is_row(c.students(), &ann)).count(&db)?, 1);
/// assert_eq!(Enrollment::objects().filter(|e| is_row(e.student(), &ann)).count(&db)?, 1);
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait ModelPath: Clone + Sized {
    /// The model where the path ends.
    type Model: Model;
    /// How many rows it leads to.
    type Cardinality: Cardinality;

    #[doc(hidden)]
    fn from_path(path: Path<Self::Cardinality>) -> Self;

    #[doc(hidden)]
    fn as_path(&self) -> &Path<Self::Cardinality>;

    /// The row is this one (across a relation to many: some row is).
    ///
    /// Takes a row, a reference to one, or a key. Reads no more tables than needed: the key that
    /// a foreign key or a join table holds is enough.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn run(ann: Student) {
    /// let courses = Course::objects().filter(|c| c.students().eq(&ann));
    /// # }
    /// ```
    fn eq(&self, row: impl Target<Self::Model>) -> Condition
    where
        <Self::Model as Model>::Key: throughline_core::SingleKey,
    {
        let operand = plan::Operand::Value(row.target_key().into_value());
        Condition(plan::Condition::Compare(
            key_path(self).into(),
            plan::Comparison::Equal,
            operand,
        ))
    }

    /// The row is another one, or there is none (across a relation to many: some row is
    /// another).
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let of_others = Course::objects().filter(|c| c.students().ne(&ann));
    /// assert_eq!(of_others.count(&db)?, 2); // Bob is in both
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn ne(&self, row: impl Target<Self::Model>) -> Condition
    where
        <Self::Model as Model>::Key: throughline_core::SingleKey,
    {
        let operand = plan::Operand::Value(row.target_key().into_value());
        Condition(plan::Condition::Compare(
            key_path(self).into(),
            plan::Comparison::NotEqual,
            operand,
        ))
    }

    /// The row is one of these: rows or keys, or those of a query set. An empty list is always
    /// false.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, cleo, rust, .. } = school()?;
    /// let found = Course::objects().filter(|c| c.students().is_in([&ann, &cleo]));
    /// // … WHERE "course"."id" IN (SELECT "t1"."course_id" FROM "course_students" AS "t1"
    /// // WHERE "t1"."student_id" IN (SELECT "value" FROM json_each(?) AS "t"))
    /// assert_eq!(found.all(&db)?, [rust.clone()]);
    ///
    /// let chess_players = Student::objects().filter(|s| s.clubs().name().eq("Chess"));
    /// let found = Course::objects().filter(|c| c.students().is_in(chess_players));
    /// // … WHERE "t1"."student_id" IN (SELECT "student"."id" FROM "student" WHERE …))
    /// assert_eq!(found.all(&db)?, [rust]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn is_in<By>(&self, rows: impl RowsOf<Self::Model, By>) -> Condition
    where
        <Self::Model as Model>::Key: throughline_core::SingleKey,
    {
        Condition(rows.among(key_path(self)))
    }

    /// There is no row at the end of the path. Only a path over a nullable foreign key, or one
    /// back over a one-to-one key, can end so.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let without_mentor = Teacher::objects().filter(|t| t.mentor().is_null());
    /// // … WHERE "mentor_id" IS NULL
    /// assert_eq!(without_mentor.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn is_null(&self) -> Condition
    where
        Self::Cardinality: Optional,
        <Self::Model as Model>::Key: throughline_core::SingleKey,
    {
        Condition(plan::Condition::IsNull(key_path(self).into(), true))
    }

    /// There is a row at the end of the path.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, max, .. } = school()?;
    /// let with_mentor = Teacher::objects().filter(|t| t.mentor().is_not_null());
    /// assert_eq!(with_mentor.all(&db)?, [max]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn is_not_null(&self) -> Condition
    where
        Self::Cardinality: Optional,
        <Self::Model as Model>::Key: throughline_core::SingleKey,
    {
        Condition(plan::Condition::IsNull(key_path(self).into(), false))
    }

    /// The foreign key that leads here points to this row, in an `update`.
    ///
    /// Takes a row, a reference to one, or a key. The key has to be one of the model that is
    /// updated; that is found out when the update runs.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn run(db: &throughline::blocking::Db, ann: Student) -> throughline::Result<u64> {
    /// Membership::objects().filter(|m| m.role().eq("chair")).update(db, |m| m.student().set(&ann))
    /// // UPDATE "membership" SET "student_id" = ? WHERE "role" = ?
    /// # }
    /// ```
    fn set(&self, row: impl Target<Self::Model>) -> Assignment
    where
        Self::Cardinality: Single,
        <Self::Model as Model>::Key: throughline_core::SingleKey,
    {
        let key = row.target_key().into_value();
        Assignment::new(foreign_key_path(self), plan::Operand::Value(key))
    }

    /// The foreign key that leads here points to no row, in an `update`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, max, .. } = school()?;
    /// Teacher::objects().update(&db, |t| t.mentor().set_null())?;
    /// // UPDATE "teacher" SET "mentor_id" = ?
    /// assert_eq!(max.refresh(&db)?.mentor, None);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn set_null(&self) -> Assignment
    where
        Self::Cardinality: Optional,
        <Self::Model as Model>::Key: throughline_core::SingleKey,
    {
        Assignment::new(foreign_key_path(self), plan::Operand::Value(Value::Null))
    }
}

/// The key at the end of a path.
fn key_path<P: ModelPath>(path: &P) -> FieldPath {
    let model = <P::Model as Model>::META;
    path.as_path().to(model.key())
}

/// The foreign key that leads to the end of a path; the key there, if none does.
pub(crate) fn foreign_key_path<P: ModelPath>(path: &P) -> FieldPath {
    let end = key_path(path);
    let Some((last, before)) = end.relations.split_last() else {
        return end;
    };
    let column = last.own_column();
    let mut fields = last.near().model.fields.iter();
    match fields.find(|field| Some(field.column) == column) {
        Some(field) => FieldPath {
            start: end.start,
            relations: before.to_vec(),
            field,
        },
        None => end,
    }
}

/// The column at that position of the model where the path ends. Called by derived code.
#[doc(hidden)]
pub fn column<P: ModelPath, T>(path: &P, position: usize) -> Column<T, P::Cardinality> {
    let field = &<P::Model as Model>::META.fields[position];
    Column::new(path.as_path().to(field))
}

/// The path that goes on over a relation. Called by derived code.
#[doc(hidden)]
pub fn follow<P: ModelPath, Q: ModelPath>(path: &P, relation: Relation) -> Q {
    Q::from_path(path.as_path().follow(relation))
}

/// What names a row of `T`: the row, a reference to it, its key, or a reference to its key.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, cleo, rust, .. } = school()?;
/// rust.students().add(&db, [&cleo])?; // a reference
/// rust.students().add(&db, [1, 2])?; // keys
/// rust.students().add(&db, [ann.clone()])?; // a row
/// let enrollment = ann.enrollment_set().objects().get(&db)?;
/// rust.students().add(&db, [enrollment.student])?; // a foreign key
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a row of `{T}`",
    label = "expected a `{T}`, a `&{T}`, or a key of `{T}`"
)]
pub trait Target<T: Model> {
    /// The key of the row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Target;
    /// fn key(student: impl Target<Student>) -> i64 {
    ///     student.target_key()
    /// }
    ///
    /// let ann = Student { id: 1, name: "Ann".to_owned() };
    /// assert_eq!((key(&ann), key(2)), (1, 2));
    /// ```
    fn target_key(self) -> T::Key;
}

#[diagnostic::do_not_recommend]
impl<T: Model> Target<T> for T {
    fn target_key(self) -> T::Key {
        self.key()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model> Target<T> for &T {
    fn target_key(self) -> T::Key {
        self.key()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model> Target<T> for ForeignKey<T> {
    fn target_key(self) -> T::Key {
        self.into_key()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model> Target<T> for &ForeignKey<T> {
    fn target_key(self) -> T::Key {
        self.key().clone()
    }
}

macro_rules! key_targets {
    ($($from:ty => $key:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Model<Key = $key>> Target<T> for $from {
            fn target_key(self) -> $key {
                self.into_field()
            }
        }
    )*};
}

key_targets!(
    i32 => i32, &i32 => i32, i64 => i64, &i64 => i64, String => String, &String => String,
    &str => String, uuid::Uuid => uuid::Uuid, &uuid::Uuid => uuid::Uuid
);

/// A value for a lookup.
pub(crate) fn value<T: FieldType>(value: impl IntoField<T>) -> Value {
    value.into_field().into_value()
}
