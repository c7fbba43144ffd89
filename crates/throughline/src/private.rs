//! What derived code names. No part of the interface: it may change with every release.

pub use core::clone::Clone;
pub use core::marker::PhantomData;
pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{Err, Ok};

/// The app of a crate that declares none. The derive finds it where `throughline::app!` did not put
/// another at the root of the crate.
pub mod default_app {
    #[doc(hidden)]
    pub const __THROUGHLINE_APP: throughline_core::names::App = throughline_core::names::App::NONE;
}

pub use throughline_core::{
    AutoNow, CheckComparison, CheckCondition, CheckDef, CheckOperand, ColumnType, FieldDef,
    FieldType, ForeignKeyDef, FromValueError, IndexDef, JoinDef, Key, KeySource, Kind, Literal,
    ModelDef, OnDelete, OrderDef, Registration, Relation, RelationDef, RelationKind, Renamed,
    Result, RowCursor, SingleKey, Value, ValueRef, inventory, kind, names,
};

pub use crate::builder::{
    Builder, Complete, Draft, FillAt, Given, Missing, OneUniqueKey, SimpleLink, UniqueKey,
};
pub use crate::cardinality::{Cardinality, Many, Maybe, One};
pub use crate::column::Column;
pub use crate::foreign_key::{ForeignKey, OneToOne};
pub use crate::from_row::{ColumnCursor, Columns, FromRow};
pub use crate::into_field::{CustomField, IntoField};
pub use crate::many_to_many::ManyToMany;
pub use crate::model::{Fk, FkTo, Model, SameModel};
pub use crate::path::{ModelPath, Path, Target, column, follow};
pub use crate::related::{CompleteLink, RelatedManager, owner, related};
pub use crate::related_row::{RelatedRow, related_row};
pub use crate::reverse::{ReverseManager, reverse};
pub use crate::reverse_row::{ReverseRow, reverse_row};
