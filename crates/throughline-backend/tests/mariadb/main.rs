//! The backend on a MariaDB server.
//!
//! The server is the one that `THROUGHLINE_MARIADB_URL` names, or one on this machine's standard
//! port. Each test has a database of its own. Without a server the tests fail and say what to do.

#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test code too, which the lint does not see"
)]

mod callers;
mod dropped;
mod errors;
mod homes;
mod isolation;
mod lost;
mod pool;
mod refused;
mod server;
mod tls;
mod transactions;
mod values;
