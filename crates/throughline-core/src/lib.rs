//! The vocabulary of Throughline: what a model, a field and a relation are, as data.
//!
//! Everything here is plain: no SQL text, no input or output, no macros. The derive writes
//! [`ModelDef`] constants, the other crates read them. A [`Relation`] answers what has to be
//! known about a relation, so that nothing else branches on its kind.
//!
//! Only the `throughline` crate promises a stable interface; this one may change with every
//! release.

#[cfg(any(feature = "chrono", feature = "time"))]
mod as_jiff;
mod check;
#[cfg(feature = "chrono")]
mod chrono_types;
mod error;
mod field;
mod field_type;
mod json;
mod key;
mod md5;
mod model;
pub mod names;
mod parameter;
mod registry;
mod relation;
mod row;
mod sentence;
#[cfg(feature = "time")]
mod time_types;
mod value;

pub use check::{CheckComparison, CheckCondition, CheckDef, CheckOperand};
pub use error::{Error, ErrorKind, Result};
pub use field::{AutoNow, ColumnType, FieldDef, ForeignKeyDef, KeySource, Literal, OnDelete};
pub use field_type::{FieldType, FromValueError, Kind, kind};
pub use json::Json;
pub use key::{Key, SingleKey};
pub use model::{IndexDef, ModelDef, OrderDef};
pub use parameter::{IntoParameter, IntoParameters};
pub use registry::{Registration, Registry, Renamed};
pub use relation::{Direction, End, JoinDef, Link, Relation, RelationDef, RelationKind};
pub use row::{Row, RowCursor, no_column};
pub use value::{Value, ValueRef};

#[doc(hidden)]
pub use inventory;
