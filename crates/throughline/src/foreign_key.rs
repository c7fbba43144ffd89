//! Foreign keys as fields.

use std::fmt;
use std::hash::{Hash, Hasher};

use throughline_core::{ColumnType, FieldType, FromValueError, SingleKey, Value, ValueRef, kind};
use uuid::Uuid;

use crate::{IntoField, Model};

/// A field that points to a row of `T`: it holds the row's key.
///
/// The row itself is read by the accessor of the field's name: `membership.student().get(&db)`.
/// A foreign key that may be missing is an `Option<ForeignKey<T>>`.
///
/// ```
/// # use throughline_guide::*;
/// # fn run(db: &throughline::blocking::Db) -> throughline::Result<()> {
/// # let enrollment = Enrollment::objects().get(db)?;
/// let key: &i64 = enrollment.student.key();        // no statement
/// let student: Student = enrollment.student().get(db)?;   // one statement
/// # Ok(())
/// # }
/// ```
pub struct ForeignKey<T: Model> {
    key: T::Key,
}

/// A field that points to a row of `T` to which no other row of the model points: a foreign key
/// with a unique column. The other side has at most one row: `student.profile().get(&db)` gives
/// an `Option`.
///
/// `#[derive(Model)]` knows it by this name; its type is that of a [`ForeignKey`].
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, bob, .. } = school()?;
/// let locker = ann.locker().get(&db)?.expect("Ann has one");
/// assert_eq!(locker.student().get(&db)?, ann);
/// assert_eq!(bob.locker().get(&db)?, None);
/// # Ok::<(), throughline::Error>(())
/// ```
pub type OneToOne<T> = ForeignKey<T>;

impl<T: Model> ForeignKey<T> {
    /// A foreign key to the row with that key.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::ForeignKey;
    ///
    /// let key: ForeignKey<Student> = ForeignKey::new(1);
    /// let locker = Locker { id: 1, student: key, number: 8 };
    /// ```
    pub const fn new(key: T::Key) -> Self {
        ForeignKey { key }
    }

    /// The key of the row that it points to.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let locker = ann.locker().get(&db)?.expect("Ann has one");
    /// assert_eq!(*locker.student.key(), ann.id);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub const fn key(&self) -> &T::Key {
        &self.key
    }

    /// The key of the row that it points to, owned.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let locker = ann.locker().get(&db)?.expect("Ann has one");
    /// assert_eq!(locker.student.into_key(), ann.id);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn into_key(self) -> T::Key {
        self.key
    }
}

impl<T: Model> Clone for ForeignKey<T> {
    fn clone(&self) -> Self {
        ForeignKey {
            key: self.key.clone(),
        }
    }
}

impl<T: Model> Copy for ForeignKey<T> where T::Key: Copy {}

impl<T: Model> PartialEq for ForeignKey<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T: Model> Eq for ForeignKey<T> where T::Key: Eq {}

impl<T: Model> Hash for ForeignKey<T>
where
    T::Key: Hash,
{
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<T: Model> fmt::Debug for ForeignKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", T::NAME, self.key)
    }
}

/// As the key alone.
impl<T: Model> serde::Serialize for ForeignKey<T>
where
    T::Key: serde::Serialize,
{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.key.serialize(serializer)
    }
}

/// From the key alone.
impl<'de, T: Model> serde::Deserialize<'de> for ForeignKey<T>
where
    T::Key: serde::Deserialize<'de>,
{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::Key::deserialize(deserializer).map(ForeignKey::new)
    }
}

impl<T: Model<Key: SingleKey>> FieldType for ForeignKey<T> {
    const COLUMN_TYPE: ColumnType = <T::Key as FieldType>::COLUMN_TYPE;
    type Kind = kind::Plain;
    type Nullable = Option<Self>;

    fn from_value(value: ValueRef<'_>) -> Result<Self, FromValueError> {
        T::Key::from_value(value).map(ForeignKey::new)
    }

    fn to_value(&self) -> Value {
        self.key.to_value()
    }
}

/// `$from` for a foreign key and for an optional one, with or without `Some` around it.
macro_rules! into_foreign_key {
    ($(($($bound:tt)*) $from:ty: $value:ident => $key:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Model $($bound)*> IntoField<ForeignKey<T>> for $from {
            fn into_field(self) -> ForeignKey<T> {
                let $value = self;
                ForeignKey::new($key)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T: Model $($bound)*> IntoField<Option<ForeignKey<T>>> for $from {
            fn into_field(self) -> Option<ForeignKey<T>> {
                let $value = self;
                Some(ForeignKey::new($key))
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T: Model $($bound)*> IntoField<Option<ForeignKey<T>>> for Option<$from> {
            fn into_field(self) -> Option<ForeignKey<T>> {
                self.map(|$value| ForeignKey::new($key))
            }
        }
    )*};
}

into_foreign_key! {
    () &T: row => row.key();
    () ForeignKey<T>: key => key.key;
    () &ForeignKey<T>: key => key.key.clone();
    (<Key = i32>) i32: key => key;
    (<Key = i64>) i64: key => key;
    (<Key = String>) String: key => key;
    (<Key = String>) &str: key => key.to_owned();
    (<Key = Uuid>) Uuid: key => key;
}
