//! Dynamic lookups: queries in words that are known only when the program runs.
//!
//! Django's lookup strings, checked against the models and lowered to the plans that the typed
//! queries make. The words of a lookup are names, joined by `__`: fields, relations by the name of
//! the end where one stands, and `pk` for the primary key of whatever model; then, perhaps, what
//! is asked: `exact` (if nothing is said), `iexact`, `contains`, `icontains`, `startswith`,
//! `istartswith`, `endswith`, `iendswith`, `regex`, `gt`, `gte`, `lt`, `lte`, `in`, `range`,
//! `isnull`. Words that end in a relation ask for the key of its row.
//!
//! ```
//! # use throughline_guide::*;
//! # let School { db, rust, .. } = school()?;
//! let found = Course::objects().filter_by("enrollment_set__student__name__icontains", "ANN");
//! assert_eq!(found.all(&db)?, [rust]);
//! # Ok::<(), throughline::Error>(())
//! ```
//!
//! # The same related row
//!
//! What is given to one call is asked of the same related row, as in Django; another call asks
//! anew.
//!
//! ```
//! # use throughline_guide::*;
//! # let School { db, rust, .. } = school()?;
//! // A student who is called Ann and is the second one: there is none.
//! let same = Course::objects().filter_lookup([("students__name", "Ann"), ("students__pk", "2")]);
//! assert_eq!(same.count(&db)?, 0);
//! // A student who is called Ann, and some second one.
//! let each = Course::objects().filter_by("students__name", "Ann").filter_by("students__pk", 2);
//! assert_eq!(each.all(&db)?, [rust]);
//! # Ok::<(), throughline::Error>(())
//! ```
//!
//! # Input from outside
//!
//! Words and values may come from a request: values are bound, texts become what the column holds,
//! and whatever does not fit is an error that names what would. The bounds below keep the cost of
//! one query small, whoever wrote it.
//!
//! ```
//! # use throughline_guide::*;
//! # let School { db, .. } = school()?;
//! let error = Student::objects().filter_by("nmae", "Ann").all(&db).unwrap_err();
//! assert!(error.is_invalid_lookup());
//! assert_eq!(error.to_string(), "`Student` has no field and no relation `nmae`");
//! assert!(error.hint().unwrap().starts_with("did you mean `name`?"));
//! # Ok::<(), throughline::Error>(())
//! ```

mod assign;
mod calculate;
mod calculation;
mod convert;
mod fault;
mod joins;
mod leaf;
mod lookup;
mod lower;
mod methods;
mod names;
mod on;
mod order;
mod resolve;
mod rows;
mod state;
mod value;
mod values;

pub use calculation::Calculation;
pub use lookup::Lookup;
pub use order::OrderName;
pub use value::LookupValue;
pub use values::ValuesSet;

pub(crate) use fault::unordered_pairs;
pub(crate) use state::Dynamic;

/// The most names in the words of one lookup, the relations of a `…__…__…` counted one by one.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let words = ["mentor"; throughline::dynamic::MAX_NAMES + 1].join("__");
/// let error = Teacher::objects().filter_by(words, 1).all(&db).unwrap_err();
/// assert_eq!(error.to_string(), "a lookup has more than 10 names");
/// # Ok::<(), throughline::Error>(())
/// ```
pub const MAX_NAMES: usize = 10;

/// The most terms in one query set: conditions, names to order by, columns, calculations.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Lookup;
/// # let School { db, .. } = school()?;
/// let many = Lookup::any_of((0..=throughline::dynamic::MAX_TERMS).map(|_| Lookup::new("pk", 1)));
/// let error = Student::objects().filter_lookup(many).all(&db).unwrap_err();
/// assert_eq!(error.to_string(), "a query set has more than 100 terms");
/// # Ok::<(), throughline::Error>(())
/// ```
pub const MAX_TERMS: usize = 100;

/// The longest words of one lookup, in bytes.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let words = "x".repeat(throughline::dynamic::MAX_BYTES + 1);
/// let error = Student::objects().filter_by(words, 1).all(&db).unwrap_err();
/// assert_eq!(error.to_string(), "the words of a lookup have more than 1000 bytes");
/// # Ok::<(), throughline::Error>(())
/// ```
pub const MAX_BYTES: usize = 1000;

/// The most lookups that stand in each other: `a & (b | (c & …))`.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Lookup;
/// # let School { db, .. } = school()?;
/// let mut deep = Lookup::new("pk", 1);
/// for _ in 0..throughline::dynamic::MAX_DEPTH {
///     deep = Lookup::some("course_set__students", deep);
/// }
/// let error = Student::objects().filter_lookup(deep).all(&db).unwrap_err();
/// assert_eq!(error.to_string(), "lookups stand in each other more than 32 deep");
/// # Ok::<(), throughline::Error>(())
/// ```
pub const MAX_DEPTH: usize = 32;
