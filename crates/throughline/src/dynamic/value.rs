//! The values of lookups, before it is known what they are compared with.

use throughline_core::Value;

/// What a lookup compares with: a value, a list, or another column.
///
/// A text becomes what the column holds, so that a parameter of a request can be given as it is.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, cleo, .. } = school()?;
/// assert_eq!(Student::objects().filter_by("pk", 1).all(&db)?, [ann.clone()]);
/// assert_eq!(Student::objects().filter_by("pk", "1").all(&db)?, [ann.clone()]);
/// let some = Student::objects().filter_by("pk__in", vec![1, 3]);
/// assert_eq!(some.all(&db)?, [ann.clone(), cleo.clone()]);
/// assert_eq!(Student::objects().filter_by("pk__in", "1,3").all(&db)?, [ann, cleo]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Clone)]
pub struct LookupValue(pub(super) Given);

#[derive(Clone)]
pub(super) enum Given {
    One(Value),
    Many(Vec<Value>),
    /// The words of a column, and what is added to it.
    Column(String, i64),
    /// What it was made of makes no sense.
    Nonsense(&'static str),
}

impl LookupValue {
    /// No value.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::LookupValue;
    /// # let School { db, eve, .. } = school()?;
    /// let free = Teacher::objects().filter_by("mentor", LookupValue::null());
    /// assert_eq!(free.all(&db)?, [eve]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub const fn null() -> Self {
        LookupValue(Given::One(Value::Null))
    }

    /// The value of that column of the same row: Django's `F`. Over a relation to many rows it is
    /// that of the row about which the other lookups of the call are.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::LookupValue;
    /// # let School { db, max, .. } = school()?;
    /// let younger = Teacher::objects().filter_by("pk__gt", LookupValue::column("mentor__pk"));
    /// assert_eq!(younger.all(&db)?, [max]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn column(words: impl Into<String>) -> Self {
        LookupValue(Given::Column(words.into(), 0))
    }

    /// So much more than the [`column`](LookupValue::column).
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::LookupValue;
    /// # let School { db, max, .. } = school()?;
    /// let next = LookupValue::column("mentor__pk").plus(1);
    /// assert_eq!(Teacher::objects().filter_by("pk", next).all(&db)?, [max]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn plus(self, number: i64) -> Self {
        LookupValue(match self.0 {
            Given::Column(words, before) => Given::Column(words, before.saturating_add(number)),
            Given::Nonsense(what) => Given::Nonsense(what),
            Given::One(_) | Given::Many(_) => Given::Nonsense("a sum of a value that is no column"),
        })
    }
}

/// Prints what kind of value it is, never the value.
impl std::fmt::Debug for LookupValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Given::One(value) => value.fmt(f),
            Given::Many(values) => write!(f, "{} values", values.len()),
            Given::Column(words, 0) => write!(f, "column({words:?})"),
            Given::Column(words, _) => write!(f, "column({words:?}).plus(…)"),
            Given::Nonsense(what) => f.write_str(what),
        }
    }
}

impl From<Value> for LookupValue {
    fn from(value: Value) -> Self {
        LookupValue(Given::One(value))
    }
}

macro_rules! values {
    ($($type:ty),*) => {$(
        impl From<$type> for LookupValue {
            fn from(value: $type) -> Self {
                throughline_core::FieldType::into_value(value).into()
            }
        }
    )*};
}

values!(
    bool,
    i16,
    i32,
    i64,
    f64,
    String,
    jiff::Timestamp,
    jiff::civil::Date,
    jiff::civil::Time,
    jiff::civil::DateTime,
    rust_decimal::Decimal,
    uuid::Uuid
);

impl From<&str> for LookupValue {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

impl From<&String> for LookupValue {
    fn from(value: &String) -> Self {
        value.clone().into()
    }
}

impl<T: Into<LookupValue>> From<Option<T>> for LookupValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(LookupValue::null(), Into::into)
    }
}

impl<T: Into<LookupValue>> From<Vec<T>> for LookupValue {
    fn from(values: Vec<T>) -> Self {
        list(values)
    }
}

impl<T: Into<LookupValue>, const N: usize> From<[T; N]> for LookupValue {
    fn from(values: [T; N]) -> Self {
        list(values)
    }
}

fn list<T: Into<LookupValue>>(values: impl IntoIterator<Item = T>) -> LookupValue {
    let mut list = Vec::new();
    for value in values {
        match value.into().0 {
            Given::One(value) => list.push(value),
            Given::Many(_) => return LookupValue(Given::Nonsense("a list of lists")),
            Given::Column(..) => return LookupValue(Given::Nonsense("a list of columns")),
            Given::Nonsense(what) => return LookupValue(Given::Nonsense(what)),
        }
    }
    LookupValue(Given::Many(list))
}
