//! The service over real HTTP: each test has a server at a port of its own, and a file of SQLite.

#![allow(
    clippy::unwrap_used,
    reason = "a test panics on what it does not expect"
)]

mod attendance;
mod client;
mod courses;
mod enrollments;
mod lists;
mod problems;
mod program;
mod readme;
mod shutdown;
