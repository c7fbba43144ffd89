//! Many-to-many relations as fields.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// A field that relates a model to any number of rows of `T`, each of which is related to any
/// number of rows of this model.
///
/// The field is a marker without size: the links are in a join table of their own, or in the
/// through model `Through`, and are read and changed by the accessor of the field's name,
/// `course.students()`. Nothing is cached in the struct.
///
/// ```
/// use throughline::ManyToMany;
/// # use throughline_guide::Student;
///
/// assert_eq!(size_of::<ManyToMany<Student>>(), 0);
/// ```
pub struct ManyToMany<T, Through = ()> {
    marker: PhantomData<fn() -> (T, Through)>,
}

impl<T, Through> ManyToMany<T, Through> {
    /// The marker.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let course = Course { id: 1, title: "Rust".to_owned(), students: ManyToMany::new() };
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        ManyToMany {
            marker: PhantomData,
        }
    }
}

impl<T, Through> Clone for ManyToMany<T, Through> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, Through> Copy for ManyToMany<T, Through> {}

impl<T, Through> Default for ManyToMany<T, Through> {
    fn default() -> Self {
        ManyToMany::new()
    }
}

impl<T, Through> PartialEq for ManyToMany<T, Through> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T, Through> Eq for ManyToMany<T, Through> {}

impl<T, Through> PartialOrd for ManyToMany<T, Through> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T, Through> Ord for ManyToMany<T, Through> {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl<T, Through> Hash for ManyToMany<T, Through> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T, Through> fmt::Debug for ManyToMany<T, Through> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManyToMany")
    }
}
