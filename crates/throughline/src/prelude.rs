//! What a file that declares or queries models needs: `use throughline::prelude::*;`.

pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime, Time};
pub use rust_decimal::Decimal;
pub use throughline_core::Json;
pub use throughline_macros::{Choice, FieldType, Model, Row};
pub use uuid::Uuid;

pub use crate::builder::Complete as _;
pub use crate::create::CreateExt;
pub use crate::foreign_key::{ForeignKey, OneToOne};
pub use crate::many_to_many::ManyToMany;
pub use crate::model::Model;
pub use crate::path::ModelPath as _;
pub use crate::quantifier::ManyPath as _;
pub use crate::row_set::RowSet as _;
pub use crate::session::{Db, Session, Tx};
pub use crate::upsert::Outcome;
pub use crate::with::{Load as _, LoadOne as _, LoadPath as _};
