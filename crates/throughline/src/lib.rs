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
//! - to declare a model: [`derive@Model`], [`ManyToMany`], [`ForeignKey`], [`OneToOne`], [`Json`],
//!   [`derive@Choice`], [`derive@FieldType`]
//! - to open a database: [`Db`], [`blocking::Db`]; for a transaction [`Session::transaction`], for
//!   one that is begun again [`Session::retry`], for what is done after it [`Tx::after_commit`]
//! - to make and change rows: [`Model`], [`CreateExt`], [`QuerySet::update`]
//! - to make and remove links: [`RelatedManager`]; at the other end of a foreign key
//!   [`ReverseManager`]; for many owners at once [`QuerySet::link_all`]
//! - to query: [`QuerySet`], [`Column`], [`ModelPath`]; about one and the same related row, or all
//!   of them, [`ManyPath`]; by words that are known only at run time, [`QuerySet::filter_by`],
//!   [`Lookup`]
//! - to read rows with what is related to them: [`QuerySet::with`], [`LoadPath`], [`LoadOne`]; with
//!   their links [`RelatedManager::with_link`]
//! - to read columns and numbers: [`QuerySet::select`], [`QuerySet::each`], [`QuerySet::aggregate`],
//!   [`QuerySet::group_by`]
//! - to read a part, or one row after the other: [`RowSet::page`], [`RowSet::after`],
//!   [`RowSet::stream`]; as a type of one's own [`RowSet::map`]
//! - to make the tables: [`migrations!`], [`Db::migrate`], [`create_tables`], [`manage!`]; to name
//!   them as Django does [`app!`]
//! - to send statements of your own: [`Session::query_as`], [`Session::execute`], [`derive@Row`],
//!   [`Expr::raw`]
//! - to see what is sent: [`Db::record`], [`RowSet::to_sql`], [`RowSet::explain`]
//! - to be warned of reads that are made row by row: [`Db::warn_row_by_row`]
//! - to test: [`Db::memory`], [`Db::rolled_back`], [`Session::expect_statements`]
//! - when something fails: [`Error`], [`ErrorKind`]
//!
//! # Features
//!
//! - `sqlite` (on unless told otherwise): SQLite, compiled into the program.
//! - `regex` (on unless told otherwise): the lookup `regex` on SQLite. The servers have it by themselves.
//! - `migrations` (on unless told otherwise): [`migrations!`], [`Db::migrate`] and [`create_tables`].
//! - `manage` (on unless told otherwise): the commands of `cargo manage`; it brings `migrations`.
//! - `postgres`: PostgreSQL.
//! - `mariadb`: MariaDB, from version 10.7 on. MySQL is another engine, and is not supported.
//! - `chrono`, `time`: dates and times of these crates as fields, beside those of jiff.
//!
//! ```
//! # #[cfg(feature = "chrono")]
//! # fn main() -> throughline::Result<()> {
//! use chrono::NaiveDate;
//! use throughline::prelude::*;
//!
//! #[derive(Model, Debug, Clone, PartialEq)]
//! pub struct Lesson {
//!     pub id: i64,
//!     pub day: NaiveDate,
//! }
//!
//! # let db = throughline::blocking::Db::memory()?;
//! # throughline::create_tables(&db, [Lesson::META])?;
//! let day = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
//! Lesson::builder().day(day).create(&db)?;
//! assert_eq!(Lesson::objects().filter(|l| l.day().eq(day)).get(&db)?.day, day);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "chrono"))]
//! # fn main() {}
//! ```
//!
//! ```
//! # #[cfg(feature = "time")]
//! # fn main() -> throughline::Result<()> {
//! use time::Date;
//! use throughline::prelude::*;
//!
//! #[derive(Model, Debug, Clone, PartialEq)]
//! pub struct Lesson {
//!     pub id: i64,
//!     pub day: Date,
//! }
//!
//! # let db = throughline::blocking::Db::memory()?;
//! # throughline::create_tables(&db, [Lesson::META])?;
//! let day = Date::from_ordinal_date(2026, 31).expect("a day");
//! Lesson::builder().day(day).create(&db)?;
//! assert_eq!(Lesson::objects().filter(|l| l.day().eq(day)).get(&db)?.day, day);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "time"))]
//! # fn main() {}
//! ```
//!
//! # Sync and async
//!
//! Every method that reads or writes takes `&db` or `&tx`. Given a [`Db`] it gives a future,
//! given a [`blocking::Db`] it gives the value. There is one implementation of both.

extern crate self as throughline;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod aggregate;
mod among;
mod app;
pub mod blocking;
mod builder;
mod cardinality;
mod column;
mod condition;
mod create;
mod cursor;
pub mod dynamic;
mod each;
mod engine;
mod executor;
mod expected;
mod explain;
mod expression;
mod foreign_key;
mod from_row;
mod group_set;
mod hooks;
mod instance;
mod into_field;
mod link;
#[cfg(feature = "manage")]
pub mod manage;
#[cfg(not(feature = "manage"))]
#[path = "manage_missing.rs"]
mod manage;
mod many_to_many;
#[cfg(feature = "migrations")]
pub mod migrations;
mod model;
pub mod ops;
mod page;
mod path;
pub mod prelude;
mod quantifier;
mod query_set;
mod raw;
mod related;
mod related_row;
mod retry;
mod reverse;
mod reverse_row;
mod rivals;
mod rolled_back;
mod row_set;
mod rows;
mod select_set;
mod session;
mod stream;
mod upsert;
mod watch;
mod with;

/// The crates whose types are fields, so that a program need not name their versions again.
pub use {jiff, rust_decimal, uuid};

pub use throughline_backend::{Recorded, Recorder};
pub use throughline_core::{
    ColumnType, Error, ErrorKind, FieldType, FromValueError, IntoParameter, IntoParameters, Json,
    Key, Result, Row, RowCursor, SingleKey, Value, ValueRef, kind,
};
#[cfg(feature = "migrations")]
pub use throughline_migrate::{Applied, Migrations};

/// ```
/// use throughline::Model as _;
/// use throughline_guide::{Enrollment, Teacher};
///
/// let teacher = Teacher::META;
/// assert_eq!((teacher.name, teacher.table), ("Teacher", "teacher"));
/// assert_eq!(teacher.key().name, "id");
/// assert_eq!(teacher.key_fields().count(), 1);
/// let email = teacher.field("email").expect("teachers have one");
/// assert!(!email.nullable);
/// assert!(teacher.is_unique(&[2]), "the address is");
/// assert_eq!(Enrollment::META.conflict_key(), Some(&[1, 2][..]));
/// ```
pub use throughline_core::ModelDef;

/// ```
/// use throughline::{Model as _, Registry};
/// use throughline_guide::{Course, Student};
///
/// let two = Registry::new([Student::META, Course::META]);
/// let names: Vec<_> = two.models().iter().map(|model| model.name).collect();
/// assert_eq!(names, ["Course", "Student"]);
/// assert!(Registry::linked().model("Student").is_some(), "all that are linked");
/// assert!(two.model("Teacher").is_none());
/// ```
pub use throughline_core::Registry;

/// ```
/// use throughline::prelude::*;
///
/// #[derive(Model, Debug, Clone, PartialEq)]
/// #[model(ordering(title, -published), check(counted = copies >= 0))]
/// pub struct Book {
///     pub id: i64,
///     #[field(unique, max_length = 13)]
///     pub isbn: String,
///     #[field(max_length = 200, index)]
///     pub title: String,
///     pub published: Option<Date>,
///     #[field(default = 1)]
///     pub copies: i32,
///     #[field(auto_now_add)]
///     pub bought: Timestamp,
///     #[field(related_name = "written")]
///     pub authors: ManyToMany<Author>,
/// }
///
/// #[derive(Model, Debug, Clone, PartialEq)]
/// pub struct Author {
///     pub id: i64,
///     pub name: String,
/// }
///
/// # fn main() -> throughline::Result<()> {
/// let db = throughline::blocking::Db::memory()?;
/// throughline::create_tables(&db, [Book::META, Author::META])?;
/// let book = Book::builder().isbn("9780000000000").title("Lines").create(&db)?;
/// let ann = book.authors().create(&db, Author::builder().name("Ann"))?;
/// assert_eq!(ann.written().all(&db)?, [book]);
/// # Ok(())
/// # }
/// ```
pub use throughline_macros::Model;

/// ```
/// use throughline::prelude::*;
///
/// #[derive(Choice, Debug, Clone, Copy, PartialEq)]
/// pub enum Level {
///     Beginner,
///     #[choice("pro")]
///     Advanced,
/// }
///
/// #[derive(Model, Debug, Clone, PartialEq)]
/// pub struct Lesson {
///     pub id: i64,
///     pub level: Level,
/// }
///
/// # fn main() -> throughline::Result<()> {
/// # let db = throughline::blocking::Db::memory()?;
/// # throughline::create_tables(&db, [Lesson::META])?;
/// Lesson::builder().level(Level::Advanced).create(&db)?; // kept as `pro`
/// let hard = Lesson::objects().filter(|l| l.level().eq(Level::Advanced));
/// assert_eq!(hard.count(&db)?, 1);
/// # Ok(())
/// # }
/// ```
pub use throughline_macros::Choice;

/// ```
/// use throughline::prelude::*;
///
/// #[derive(FieldType, Debug, Clone, PartialEq, Eq, Hash)]
/// pub struct Isbn(String);
///
/// #[derive(Model, Debug, Clone, PartialEq)]
/// pub struct Book {
///     #[field(primary_key)]
///     pub isbn: Isbn,
/// }
///
/// # fn main() -> throughline::Result<()> {
/// # let db = throughline::blocking::Db::memory()?;
/// # throughline::create_tables(&db, [Book::META])?;
/// let book = Book::builder().isbn(Isbn("9780000000000".to_owned())).create(&db)?;
/// assert_eq!(Book::get(&db, book.isbn.clone())?, book);
/// # Ok(())
/// # }
/// ```
pub use throughline_macros::FieldType;

/// ```
/// # use throughline_guide::*;
/// # let School { db, logic, .. } = school()?;
/// #[derive(Row, Debug, PartialEq)]
/// struct CourseCount {
///     title: String,
///     #[field(column = "number")]
///     students: i64,
/// }
///
/// // From the columns of a result, by their names:
/// let sql = "SELECT count(*) AS number, title FROM course JOIN course_students \
///            ON course_id = course.id GROUP BY course.id ORDER BY number";
/// let counts = db.query_as::<CourseCount>(sql, ())?;
/// assert_eq!(counts[0], CourseCount { title: "Logic".to_owned(), students: 1 });
///
/// // From a tuple of its fields, which may be models too:
/// #[derive(Row, Debug, PartialEq)]
/// struct Attended {
///     course: Course,
///     students: i64,
/// }
///
/// let courses = Course::objects().with(|c| c.students().count()).all(&db)?;
/// let courses: Vec<_> = courses.into_iter().map(Attended::from).collect();
/// assert_eq!(courses[1], Attended { course: logic, students: 1 });
/// # Ok::<(), throughline::Error>(())
/// ```
pub use throughline_macros::Row;

/// ```
/// const MIGRATIONS: throughline::Migrations = throughline::migrations!("migrations");
///
/// # fn main() -> throughline::Result<()> {
/// let db = throughline::blocking::Db::memory()?;
/// db.migrate(MIGRATIONS)?;
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "migrations")]
pub use throughline_macros::migrations;

pub use aggregate::{Aggregate, Aggregated, NumberField, PerRow, Total};
pub use among::{RowsOf, ValuesOf};
pub use builder::{
    AllRows, Builder, Complete, Given, Missing, OneUniqueKey, SimpleLink, UniqueKey,
};
pub use cardinality::{Cardinality, Many, Maybe, One, Optional, Own, Single};
pub use column::{ByColumn, ByValue, Column, Computed, Operand, Stored, TextField};
pub use condition::{
    Assignment, Condition, Fields, IntoAssignments, IntoFields, IntoOrdering, Ordering,
};
pub use create::{CreateExt, OnKey, UpsertBuilder};
pub use cursor::Cursor;
pub use dynamic::{Calculation, Lookup, LookupValue, OrderName, ValuesSet};
pub use each::EachSet;
pub use engine::Engine;
pub use executor::{Executor, Pending};
pub use expression::{Expr, RawExpr};
pub use foreign_key::{ForeignKey, OneToOne};
pub use from_row::FromRow;
pub use group_set::GroupSet;
pub use into_field::IntoField;
pub use link::{LinkReport, Refused};
pub use many_to_many::ManyToMany;
#[cfg(feature = "migrations")]
pub use migrations::create_tables;
pub use model::{Fk, FkTo, Model};
pub use page::{CursorPage, CursorSet, Page, PageSet};
pub use path::{ModelPath, Path, Target};
pub use quantifier::ManyPath;
pub use query_set::{Aggregates, NewRow, QuerySet};
pub use related::{Changes, CompleteLink, LinkSet, RelatedManager};
pub use related_row::RelatedRow;
pub use retry::{BlockingRetry, Retry, RetryPolicy, Retryable};
pub use reverse::{KeyLink, NullableKey, ReverseManager, ReverseUpsert, RowTarget};
pub use reverse_row::ReverseRow;
pub use row_set::{MappedSet, RowSet};
pub use select_set::{SelectSet, Selection};
pub use session::{Db, Session, Tx};
pub use stream::{RowIter, RowStream};
pub use upsert::Outcome;
#[doc(hidden)]
pub use with::Parents;
pub use with::{
    Append, BoxedLoad, LinkedSet, Load, LoadOne, LoadPath, LoadedBy, Loads, MappedLoad, Owners,
    RelatedAfter, RelatedOne, RelatedPage, RelatedSet, WithSet,
};

/// The example of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// The path of a query, with its statements.
#[cfg(doctest)]
#[doc = include_str!("../../../ARCHITECTURE.md")]
struct Architecture;
