//! MariaDB: a server, from version 10.7 on.

mod bind;
mod classify;
mod connect;
mod driver;
mod home;
mod reactor;
mod row;
mod tls;
mod violations;

use std::sync::Arc;

use throughline_core::Result;
use throughline_sql::dialect::MARIADB;

use crate::Database;
use crate::cache::StatementCache;
use crate::connection::Shared;
use crate::recorder::Recorders;
use crate::server::ServerBackend;
use crate::url::server::ServerOptions;
use connect::MariaDb;

/// Opens a pool, and one connection of it, so that a wrong URL is an error at once.
pub(crate) fn open(options: &ServerOptions, blocking: bool) -> Result<Database> {
    let shared = Arc::new(Shared {
        dialect: &MARIADB,
        statements: StatementCache::default(),
        recorders: Recorders::default(),
    });
    let server = MariaDb::new(options)?;
    let backend = ServerBackend::new(server, options.pool, Arc::clone(&shared))?;
    backend.check(blocking)?;
    Ok(Database::new(Arc::new(backend), shared))
}
