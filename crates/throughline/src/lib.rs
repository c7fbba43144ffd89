//! An ORM built around many-to-many relationships, checked by the compiler.
//!
//! A relation is declared in one field, or through a model with columns of its own. The field
//! makes the join table, an accessor on both sides, and a path for queries in both directions:
//!
//! ```
//! use throughline::prelude::*;
//!
//! #[derive(Model, Debug, Clone, PartialEq)]
//! pub struct Student {
//!     pub id: i64,
//!     #[field(max_length = 100)]
//!     pub name: String,
//! }
//!
//! #[derive(Model, Debug, Clone, PartialEq)]
//! pub struct Course {
//!     pub id: i64,
//!     #[field(max_length = 100)]
//!     pub title: String,
//!     pub students: ManyToMany<Student>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> throughline::Result<()> {
//! let db = Db::memory().await?;
//! throughline::create_tables(&db, [Student::META, Course::META]).await?;
//!
//! let ann = Student::builder().name("Ann").create(&db).await?;
//! let rust = Course::builder().title("Rust").create(&db).await?;
//!
//! rust.students().add(&db, [&ann]).await?;
//! assert_eq!(ann.course_set().all(&db).await?, [rust.clone()]);
//!
//! let hers = Course::objects().filter(|c| c.students().name().eq("Ann")).all(&db).await?;
//! assert_eq!(hers, [rust]);
//! # Ok(())
//! # }
//! ```
//!
//! # Where to find what
//!
//! - to declare a model: [`derive@Model`], [`ManyToMany`], [`ForeignKey`], [`Json`],
//!   [`derive@Choice`], [`derive@FieldType`]
//! - to open a database: [`Db`], [`blocking::Db`]; for a transaction [`Session::transaction`]
//! - to make and change rows: [`Model`], [`CreateExt`], [`QuerySet::update`]
//! - to make and remove links: [`RelatedManager`]
//! - to query: [`QuerySet`], [`Column`], [`ModelPath`]
//! - to make the tables: [`migrations!`], [`Db::migrate`], [`create_tables`], [`manage!`]
//! - to see what is sent: [`Db::record`]
//! - when something fails: [`Error`], [`ErrorKind`]
//!
//! # Sync and async
//!
//! Every method that reads or writes takes `&db` or `&tx`. Given a [`Db`] it gives a future,
//! given a [`blocking::Db`] it gives the value. There is one implementation of both.

extern crate self as throughline;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod blocking;
mod builder;
mod cardinality;
mod column;
mod condition;
mod create;
mod executor;
mod explain;
mod foreign_key;
mod hooks;
mod instance;
mod into_field;
mod link;
pub mod manage;
mod many_to_many;
mod migrations;
mod model;
pub mod ops;
mod path;
pub mod prelude;
mod query_set;
mod related;
mod related_row;
mod retry;
mod reverse;
mod reverse_row;
mod rows;
mod session;
mod upsert;

/// The crates whose types are fields, so that a program need not name their versions again.
pub use {jiff, rust_decimal, uuid};

pub use throughline_backend::{Recorded, Recorder};
pub use throughline_core::{
    ColumnType, Error, ErrorKind, FieldType, FromValueError, Json, Key, ModelDef, Registry, Result, Row,
    RowCursor, SingleKey, Value, ValueRef, kind,
};
pub use throughline_macros::{Choice, FieldType, Model, migrations};
pub use throughline_migrate::{Applied, Migrations};

pub use builder::{Builder, Complete, Given, Missing, OneUniqueKey, SimpleLink, UniqueKey};
pub use cardinality::{Cardinality, Many, Maybe, One, Optional, Own, Single};
pub use column::{ByColumn, ByValue, Column, Operand};
pub use condition::{Assignment, Condition, IntoAssignments, IntoOrdering, Ordering};
pub use create::{CreateExt, OnKey, UpsertBuilder};
pub use executor::{Executor, Pending};
pub use foreign_key::{ForeignKey, OneToOne};
pub use into_field::IntoField;
pub use link::{LinkReport, Refused};
pub use many_to_many::ManyToMany;
pub use migrations::create_tables;
pub use model::{Fk, FkTo, Model};
pub use path::{ModelPath, Path, Target};
pub use query_set::{NewRow, QuerySet};
pub use related::{Changes, CompleteLink, LinkSet, RelatedManager};
pub use related_row::RelatedRow;
pub use reverse::{KeyLink, NullableKey, ReverseManager, ReverseUpsert, RowTarget};
pub use reverse_row::ReverseRow;
pub use retry::{BlockingRetry, Retry, RetryPolicy, Retryable};
pub use session::{Db, Session, Tx};
pub use upsert::Outcome;

/// The example of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// The path of a query, with its statements.
#[cfg(doctest)]
#[doc = include_str!("../../../ARCHITECTURE.md")]
struct Architecture;
