//! Connections: one interface over the engines, pool, transactions, errors by driver codes.
//!
//! An [`Operation`] is what a caller wants done: an `async fn` over a [`Connection`] that owns
//! its data. A [`Database`] finds a connection and runs it, whole: on SQLite in a worker thread,
//! or in the caller's own thread without any runtime. A [`Transaction`] keeps its connection.
//!
//! Only the `throughline` crate promises a stable interface; this one may change with every
//! release.

mod again;
mod answer;
mod backend;
mod cache;
mod connection;
mod database;
mod driver;
mod known;
#[cfg(feature = "mariadb")]
mod mariadb;
mod operation;
#[cfg(feature = "postgres")]
mod postgres;
mod recorder;
#[cfg(any(feature = "sqlite", feature = "server"))]
mod refusal;
mod row_by_row;
#[cfg(feature = "server")]
mod server;
mod shell;
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    expect(dead_code, reason = "MariaDB's callers go to sleep")
)]
mod spin;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "server"))]
mod statements;
mod transaction;
mod url;
mod work;

pub use again::Backoff;
pub use answer::{Answer, block_on};
pub use connection::{Connection, Level, Reads, Step};
pub use database::Database;
pub use driver::Each;
pub use operation::{Access, Operation};
pub use recorder::{Recorded, Recorder};
pub use row_by_row::{Reader, Reading, RelatedReading};
pub use shell::Shell;
pub use transaction::Transaction;
