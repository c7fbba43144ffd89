//! Primary keys.

use std::fmt::Debug;
use std::hash::Hash;

use uuid::Uuid;

use crate::{FieldType, FromValueError, Value, ValueRef};

/// A primary key: one field, or a tuple of the fields of a composite key.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::Key;
///
/// fn width<K: Key>(key: &K) -> usize {
///     key.to_values().len()
/// }
///
/// assert_eq!(width(&7_i64), 1);
/// assert_eq!(width(&(7_i64, "chess".to_owned())), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a primary key",
    label = "not a key",
    note = "keys are i32, i64, String, Uuid, structs around one of these with \
            `#[derive(FieldType)]`, and `#[model(primary_key(a, b))]` over several fields"
)]
pub trait Key: Clone + PartialEq + Debug + Send + Sync + 'static {
    /// The values of the key's columns, in their order.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Key, Value};
    ///
    /// assert!((1_i64, 2_i64).to_values() == [Value::Int(1), Value::Int(2)]);
    /// ```
    fn to_values(&self) -> Vec<Value>;

    /// Gives each of the values, without a list.
    #[doc(hidden)]
    fn each_value(&self, take: &mut dyn FnMut(Value)) {
        self.to_values().into_iter().for_each(take);
    }
}

/// A primary key of one column, which a relation can point to.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{SingleKey, ValueRef};
///
/// fn parse<K: SingleKey>(value: ValueRef<'_>) -> Option<K> {
///     K::from_key_value(value).ok()
/// }
///
/// assert_eq!(parse::<i64>(ValueRef::Int(7)), Some(7));
/// ```
#[diagnostic::on_unimplemented(
    message = "a relation cannot point to a model whose primary key is composite",
    label = "the target's key is `{Self}`, and a relation needs a key of one field",
    note = "give the target model an `id: i64`, and say `#[model(unique(…))]` for the fields"
)]
pub trait SingleKey: Key + FieldType + Eq + Hash {
    /// The key from a value of its column.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{SingleKey, ValueRef};
    ///
    /// assert_eq!(String::from_key_value(ValueRef::Text("chess")), Ok("chess".to_owned()));
    /// ```
    ///
    /// # Errors
    ///
    /// If the value cannot be such a key.
    fn from_key_value(value: ValueRef<'_>) -> Result<Self, FromValueError> {
        Self::from_value(value)
    }
}

macro_rules! single_keys {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Key for $type {
            fn to_values(&self) -> Vec<Value> {
                vec![self.to_value()]
            }

            fn each_value(&self, take: &mut dyn FnMut(Value)) {
                take(self.to_value());
            }
        }
        #[diagnostic::do_not_recommend]
        impl SingleKey for $type {}
    )*};
}

single_keys!(i32, i64, String, Uuid);

macro_rules! composite_keys {
    ($($part:ident $position:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($part),*> Key for ($($part,)*)
        where
            $($part: FieldType + Clone + PartialEq + Debug + Send + Sync + 'static,)*
        {
            fn to_values(&self) -> Vec<Value> {
                vec![$(self.$position.to_value()),*]
            }
        }
    };
}

composite_keys!(A 0, B 1);
composite_keys!(A 0, B 1, C 2);
composite_keys!(A 0, B 1, C 2, D 3);
