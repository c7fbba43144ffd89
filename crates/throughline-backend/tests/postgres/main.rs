//! The backend of PostgreSQL, on a real server.

#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test code too, which the lint does not see"
)]

mod ask;
mod connections;
mod dropped;
mod errors;
mod server;
mod stale;
mod together;
mod transactions;
mod values;
