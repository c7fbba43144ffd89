//! Builders of rows.
//!
//! The derive writes a builder for each model, with a setter for each field and a type parameter
//! for each required field: [`Missing`] until the setter was called, then [`Given`]. Terminal
//! methods are in [`CreateExt`](crate::CreateExt).

use throughline_core::{FieldDef, ModelDef, Value};

use crate::Model;

/// The state of a required field that was given a value.
///
/// ```
/// # use throughline_guide::*;
/// # fn type_of<T>(_: &T) -> &'static str { std::any::type_name::<T>() }
/// assert!(type_of(&Student::builder().name("Ann")).contains("Given"));
/// ```
#[derive(Debug)]
pub enum Given {}

/// The state of a required field that still needs a value.
///
/// ```compile_fail
/// # use throughline_guide::*;
/// # let School { db, .. } = school().unwrap();
/// Student::builder().create(&db).unwrap(); // call `.name(…)` before this
/// ```
#[derive(Debug)]
pub enum Missing {}

/// A builder of rows, in any state.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Builder;
/// fn described<B: Builder>(_: &B) -> &'static str {
///     <B::Model as Model>::NAME
/// }
///
/// assert_eq!(described(&Student::builder()), "Student");
/// ```
pub trait Builder: Sized + Send + 'static {
    /// The model.
    type Model: Model;

    #[doc(hidden)]
    fn from_draft(draft: Draft) -> Self;

    #[doc(hidden)]
    fn into_draft(self) -> Draft;
}

/// A builder that was given each required field.
///
/// The derive implements it by one trait for each required field, whose message says which
/// method to call.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Complete, blocking};
/// # let School { db, .. } = school()?;
/// fn create_twice<B: Complete + Clone>(db: &blocking::Db, builder: B) -> throughline::Result<()> {
///     builder.clone().create(db)?;
///     builder.create(db)?;
///     Ok(())
/// }
///
/// create_twice(&db, Student::builder().name("Dan"))?;
/// assert_eq!(Student::objects().count(&db)?, 5);
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait Complete: Builder {}

/// The builder after the foreign key at that position was given.
#[doc(hidden)]
pub trait FillAt<const POSITION: usize>: Builder {
    /// The builder after that.
    type Out: Builder<Model = Self::Model>;
}

/// What a new row of a query set of all rows needs beside itself: nothing.
///
/// It tells such a query set from that of a related manager, where a new row is to be linked: the
/// latter has no `bulk_create`, which would link nothing.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{AllRows, QuerySet};
///
/// let students: QuerySet<Student, AllRows> = Student::objects();
/// ```
#[derive(Debug, Clone, Copy)]
pub struct AllRows;

/// The link of a simple relation: it has no columns but its two ends.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{RelatedManager, SimpleLink};
/// # let School { db, rust, cleo, .. } = school()?;
/// let students: RelatedManager<Student, SimpleLink> = rust.students();
/// students.add(&db, [&cleo])?; // nothing else is needed
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SimpleLink;

/// A model with exactly one unique key that the caller gives, on which an upsert without
/// [`on`](crate::CreateExt::on) decides.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, eve, .. } = school()?;
/// // `email` is the one unique key of a teacher.
/// let new = Teacher::builder().name("Eva").email("eve@school.example");
/// let (eva, outcome) = new.update_or_create(&db)?;
/// assert_eq!((eva.id, outcome), (eve.id, Outcome::Updated));
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have exactly one unique key besides its primary key, so it is \
               not clear which one decides whether the row exists",
    label = "say which unique key: `.on({Self}::by_…)` before this",
    note = "declare a unique key with `#[field(unique)]` or `#[model(unique(a, b))]`; to decide \
            by the primary key: `.on_key()`; by any other condition: `{Self}::objects().filter(…).update_or_create(…)`"
)]
pub trait OneUniqueKey: Model {}

/// A unique key of a model, for [`on`](crate::CreateExt::on). The derive writes a function for
/// each: `Student::by_email`.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::UniqueKey;
/// # let School { db, eve, .. } = school()?;
/// let by_email: UniqueKey<Teacher> = Teacher::by_email();
/// let (same, outcome) = Teacher::builder()
///     .name("Eve")
///     .email("eve@school.example")
///     .on(Teacher::by_email)
///     .get_or_create(&db)?;
/// assert_eq!((same, outcome), (eve, Outcome::Found));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
pub struct UniqueKey<M> {
    /// Positions in [`ModelDef::fields`].
    pub(crate) fields: &'static [usize],
    marker: std::marker::PhantomData<fn() -> M>,
}

impl<M> UniqueKey<M> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(fields: &'static [usize]) -> Self {
        UniqueKey {
            fields,
            marker: std::marker::PhantomData,
        }
    }
}

/// The values of a row that is being built, by position of the field.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Draft {
    model: &'static ModelDef,
    values: Vec<Option<Value>>,
}

impl Draft {
    #[inline]
    pub(crate) fn new(model: &'static ModelDef) -> Self {
        Draft {
            model,
            values: model.fields.iter().map(|_| None).collect(),
        }
    }

    /// Gives the field at that position a value. Called by derived setters.
    // Inlined, a value is written where it stays. One that is made elsewhere and copied as a whole is waited for
    // until its parts are in the cache.
    #[must_use]
    #[inline]
    pub fn set(mut self, position: usize, value: Value) -> Self {
        self.set_value(position, value);
        self
    }

    #[inline]
    pub(crate) fn set_value(&mut self, position: usize, value: Value) {
        self.values[position] = Some(value);
    }

    pub(crate) fn model(&self) -> &'static ModelDef {
        self.model
    }

    /// The value that was given for that field of the model.
    pub(crate) fn value_of(&self, field: &FieldDef) -> Option<&Value> {
        let position = self
            .model
            .fields
            .iter()
            .position(|own| own.name == field.name)?;
        self.value(position)
    }

    /// The value that was given for the field at that position.
    pub(crate) fn value(&self, position: usize) -> Option<&Value> {
        self.values[position].as_ref()
    }

    /// The positions that were given a value, with the values.
    pub(crate) fn into_given(self) -> impl Iterator<Item = (usize, Value)> {
        let given = self.values.into_iter().enumerate();
        given.filter_map(|(position, value)| value.map(|value| (position, value)))
    }

    /// The values of the fields at these positions alone: of one that was not given, null, if a
    /// new row would have that.
    pub(crate) fn only(&self, positions: &[usize]) -> Draft {
        let mut only = Draft::new(self.model);
        for &position in positions {
            let field = &self.model.fields[position];
            let null = field.nullable && field.db_default.is_none();
            let value = self.values[position].clone();
            only.values[position] = value.or_else(|| null.then_some(Value::Null));
        }
        only
    }

    /// For each field of the model whether it was given a value.
    pub(crate) fn given(&self) -> impl Iterator<Item = bool> {
        self.values.iter().map(Option::is_some)
    }

    /// Whether the same fields were given a value, and no others.
    pub(crate) fn gives(&self, given: impl Iterator<Item = bool>) -> bool {
        // Quicker than `eq`, which asks which of the two ends first.
        self.given().zip(given).all(|(own, other)| own == other)
    }

    /// The values that were given.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.values.iter().flatten()
    }

    /// The same, taken out of it.
    pub(crate) fn take_values(&mut self) -> impl Iterator<Item = Value> {
        self.values.iter_mut().filter_map(Option::take)
    }

    /// Fills what was not given and the library makes: defaults, the present moment, UUID keys.
    pub(crate) fn fill(&mut self) {
        for (value, field) in self.values.iter_mut().zip(self.model.fields) {
            if value.is_none()
                && let Some(initial) = field.initial_value()
            {
                *value = Some(initial);
            }
        }
    }
}
