//! PostgreSQL: a pool of connections to a server.

mod ahead;
mod bind;
mod classify;
mod connect;
mod driver;
mod line;
mod look;
mod moment;
mod plans;
mod row;
mod tls;
mod wire;

use std::sync::Arc;

use throughline_core::Result;
use throughline_sql::dialect::POSTGRES;

use crate::Database;
use crate::cache::StatementCache;
use crate::connection::Shared;
use crate::recorder::Recorders;
use crate::server::ServerBackend;
use crate::url::server::ServerOptions;
use connect::Postgres;

/// Opens a database: one connection at once, so that what is wrong is found here.
pub(crate) fn open(options: ServerOptions, blocking: bool) -> Result<Database> {
    let shared = Arc::new(Shared {
        dialect: &POSTGRES,
        statements: StatementCache::default(),
        recorders: Recorders::default(),
    });
    let pool = options.pool;
    let backend = ServerBackend::new(Postgres::new(options)?, pool, Arc::clone(&shared))?;
    backend.check(blocking)?;
    Ok(Database::new(Arc::new(backend), shared))
}
