//! SQLite: one connection that writes, several that read, in the program's own process.

mod bind;
mod classify;
mod driver;
mod each;
mod functions;
mod pool;
mod prepared;
mod shell;

use std::sync::Arc;

use throughline_core::Result;
use throughline_sql::dialect::SQLITE;

use crate::Database;
use crate::cache::StatementCache;
use crate::connection::Shared;
use crate::recorder::Recorders;
use crate::url::SqliteOptions;
use driver::{Role, SqliteDriver};
use pool::{Pool, SqliteBackend};

pub(crate) use shell::shell;

/// Opens a database: the connection that writes at once, those that read when they are needed.
pub(crate) fn open(options: SqliteOptions) -> Result<Database> {
    let shared = Arc::new(Shared {
        dialect: &SQLITE,
        statements: StatementCache::default(),
        recorders: Recorders::default(),
    });
    let writer = SqliteDriver::open(&options, Role::Writer)?;
    let writer = pool::connected(writer, &shared);
    let pool = Pool::new(options, Arc::clone(&shared), writer);
    Ok(Database::new(Arc::new(SqliteBackend::new(pool)), shared))
}
