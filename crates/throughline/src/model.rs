//! What a model is to the compiler.

use throughline_core::{Key, ModelDef, Result, RowCursor, Value};

use crate::Executor;
use crate::builder::Builder;
use crate::path::ModelPath;
use crate::{IntoField, One, QuerySet, instance, watch};

/// A struct whose values are rows of a table. Made by `#[derive(Model)]`.
///
/// ```
/// use throughline::prelude::*;
///
/// #[derive(Model, Debug, Clone, PartialEq)]
/// pub struct Student {
///     pub id: i64,
///     #[field(max_length = 100)]
///     pub name: String,
/// }
/// # fn main() {}
/// ```
///
/// What the derive adds are methods of this trait wherever that can be, so that an inherent
/// `new`, `get` or `builder` of your own never clashes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "put `#[derive(Model)]` on the struct"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// The model's name: `"Student"`.
    const NAME: &'static str;
    /// The declaration, as data.
    const META: &'static ModelDef;
    /// The type of the primary key.
    type Key: Key;
    /// The path type, which closures given to query sets take.
    type Path: ModelPath<Model = Self, Cardinality = One>;
    /// The builder to which nothing was given.
    type Builder: Builder<Model = Self>;

    /// The row that the cursor is at.
    #[doc(hidden)]
    fn from_row(cursor: &mut RowCursor<'_>) -> Result<Self>;

    /// The values of all columns, in order of declaration.
    #[doc(hidden)]
    fn to_values(&self) -> Vec<Value>;

    /// The primary key.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let ann = Student { id: 1, name: "Ann".to_owned() };
    /// assert_eq!(ann.key(), 1);
    /// ```
    fn key(&self) -> Self::Key;

    /// A builder for a new row. It demands each required field before `create` compiles.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn run(db: &throughline::blocking::Db) -> throughline::Result<Student> {
    /// Student::builder().name("Ann").create(db)
    /// // INSERT INTO "student" ("name") VALUES (?), on a server with RETURNING "id", "name"
    /// # }
    /// ```
    #[must_use]
    fn builder() -> Self::Builder {
        Self::Builder::from_draft(crate::builder::Draft::new(Self::META))
    }

    /// All rows, as a query set to filter, order and read.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, cleo, .. } = school()?;
    /// assert_eq!(Student::objects().all(&db)?, [ann, bob, cleo]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn objects() -> QuerySet<Self> {
        QuerySet::all_of_model()
    }

    /// The row with that key. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn run(db: &throughline::blocking::Db) -> throughline::Result<Student> {
    /// Student::get(db, 1)
    /// // SELECT "id", "name" FROM "student" WHERE "id" = ?
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if there is none.
    fn get<E: Executor>(db: E, key: impl IntoField<Self::Key>) -> E::Out<Self> {
        watch::new_rows(db, Self::META).run(instance::get::<Self>(key.into_field()))
    }

    /// Writes all columns of this row by its key. One statement.
    ///
    /// Fields with `auto_now` are set to the present moment in the database; `refresh` reads
    /// them. To change some columns only, see [`QuerySet::update`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let anna = Student { name: "Anna".to_owned(), ..ann };
    /// anna.save(&db)?;
    /// // UPDATE "student" SET "name" = ? WHERE "id" = ?
    /// assert_eq!(Student::get(&db, anna.id)?, anna);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if no row has this key; a constraint's
    /// kind if one is violated.
    fn save<E: Executor>(&self, db: E) -> E::Out<()> {
        db.run(instance::save(self))
    }

    /// Deletes this row. One statement; the database cascades to the rows that point to it, and
    /// to its links.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, rust, .. } = school()?;
    /// ann.delete(&db)?;
    /// // DELETE FROM "student" WHERE "id" = ?
    /// assert!(Student::get(&db, ann.id).unwrap_err().is_does_not_exist());
    /// assert_eq!(rust.students().all(&db)?, [bob], "her links are gone too");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if it is gone already;
    /// [`ForeignKeyViolation`](crate::ErrorKind::ForeignKeyViolation) if a row that may not be
    /// deleted with it points to it.
    fn delete<E: Executor>(&self, db: E) -> E::Out<()> {
        db.run(instance::delete(self))
    }

    /// The row anew, as the database has it now. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// Student::objects().update(&db, |s| s.name().set("Somebody"))?;
    /// assert_eq!(ann.refresh(&db)?.name, "Somebody");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if it is gone.
    fn refresh<E: Executor>(&self, db: E) -> E::Out<Self> {
        watch::new_rows(db, Self::META).run(instance::get::<Self>(self.key()))
    }
}

/// The position of the one foreign key of a model that points to `Target`.
///
/// Made by the derive for each foreign key whose target no other foreign key of the model has.
///
/// ```
/// # use throughline_guide::*;
/// // `student` is the one field of an enrollment that points to a student.
/// let position = <Enrollment as throughline::Fk<Student>>::POSITION;
/// assert_eq!(Enrollment::META.fields[position].name, "student");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the through model: it has no foreign key to `{Target}`, or \
               several",
    label = "needs exactly one field `ForeignKey<{Target}>`",
    note = "of several, `#[field(through_fields(a, b))]` says which: first the foreign key to the \
            model that declares the relation, then the one to its target"
)]
pub trait Fk<Target> {
    /// Position in [`ModelDef::fields`].
    const POSITION: usize;
}

/// A foreign key of a model that points to `Target`, by its position.
///
/// Made by the derive for each foreign key.
///
/// ```
/// # use throughline_guide::*;
/// fn is_foreign_key<M: throughline::FkTo<Student, POSITION>, const POSITION: usize>() {}
///
/// is_foreign_key::<Enrollment, 1>(); // `student` is at position 1
/// ```
#[diagnostic::on_unimplemented(
    message = "this foreign key of `{Self}` does not point to `{Target}`",
    label = "expected a field `ForeignKey<{Target}>`",
    note = "`through_fields` names first the foreign key to the model that declares the relation, \
            then the one to its target"
)]
pub trait FkTo<Target, const POSITION: usize> {
    #[doc(hidden)]
    const IS_THERE: () = ();
}

/// That two names are of one model: what a symmetrical relation needs.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a symmetrical relation of `{Model}` cannot point to `{Self}`",
    label = "expected `{Model}` itself",
    note = "only a relation of a model with itself can be symmetrical: remove `symmetrical`"
)]
pub trait SameModel<Model> {
    #[doc(hidden)]
    const IS_THERE: () = ();
}

impl<M> SameModel<M> for M {}
