//! Values for the placeholders of a statement of the user's own.

use crate::{FieldType, Value};

/// A value for a placeholder: that of any field type, a `&str`, `&String` or `&[u8]`, or a
/// [`Value`].
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{IntoParameter, Value};
///
/// assert!("Ann".into_parameter() == Value::Text("Ann".to_owned()));
/// assert!(None::<i64>.into_parameter() == Value::Null);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a placeholder",
    label = "not a value for a statement",
    note = "field types are: i16, i32, i64, f64, bool, String, Vec<u8>, jiff's dates and times, \
            Uuid, Decimal, Json<T>, and Option of these; so are &str and &[u8]"
)]
pub trait IntoParameter {
    /// The value that is bound.
    fn into_parameter(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> IntoParameter for T {
    fn into_parameter(self) -> Value {
        self.to_value()
    }
}

impl IntoParameter for Value {
    fn into_parameter(self) -> Value {
        self
    }
}

impl IntoParameter for &str {
    fn into_parameter(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl IntoParameter for Option<&str> {
    fn into_parameter(self) -> Value {
        self.map_or(Value::Null, IntoParameter::into_parameter)
    }
}

impl IntoParameter for &String {
    fn into_parameter(self) -> Value {
        Value::Text(self.clone())
    }
}

impl IntoParameter for &[u8] {
    fn into_parameter(self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

/// Values for all placeholders of a statement, in their order: `()` for none, a tuple of up to
/// twelve, or an array or a `Vec` of values of one type.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{IntoParameters, Value};
///
/// assert!(().into_parameters().is_empty());
/// assert!((1, "Ann").into_parameters() == [Value::Int(1), Value::Text("Ann".to_owned())]);
/// assert!([1, 2].into_parameters() == vec![1, 2].into_parameters());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of values for placeholders",
    label = "expected a tuple, an array or a `Vec`",
    note = "for one value write `(value,)` or `[value]`, for none `()`"
)]
pub trait IntoParameters {
    /// The values that are bound.
    fn into_parameters(self) -> Vec<Value>;
}

impl IntoParameters for () {
    fn into_parameters(self) -> Vec<Value> {
        Vec::new()
    }
}

impl<T: IntoParameter, const N: usize> IntoParameters for [T; N] {
    fn into_parameters(self) -> Vec<Value> {
        self.into_iter().map(T::into_parameter).collect()
    }
}

impl<T: IntoParameter> IntoParameters for Vec<T> {
    fn into_parameters(self) -> Vec<Value> {
        self.into_iter().map(T::into_parameter).collect()
    }
}

macro_rules! tuples {
    ($($part:ident $position:tt),*) => {
        impl<$($part: IntoParameter),*> IntoParameters for ($($part,)*) {
            fn into_parameters(self) -> Vec<Value> {
                vec![$(self.$position.into_parameter()),*]
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
