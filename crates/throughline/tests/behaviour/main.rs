//! What the library does, through its public interface, on a real database, with the statements
//! that it sends.

#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test code too, which the lint does not see"
)]

mod bad_input;
mod calendars;
mod checks;
mod columns;
mod columns_of_rows;
#[allow(dead_code, reason = "each test program uses a part of it")]
#[path = "../support/database.rs"]
mod database;
#[path = "../support/drift.rs"]
mod drift;
mod dropped;
mod dynamic;
mod expected_statements;
mod faults;
mod find;
mod handles;
mod hostile;
mod inspect;
mod keys;
mod lists;
mod lookups;
#[cfg(feature = "mariadb")]
mod mariadb;
#[cfg(any(feature = "postgres", feature = "mariadb"))]
mod migrators;
mod models;
mod named_rows;
mod never;
mod parts;
#[cfg(feature = "postgres")]
mod postgres;
mod quantifiers;
mod queries;
mod raw;
mod related;
mod rivals;
mod rolled_back;
mod row_by_row;
mod rows;
mod statements;
mod told_checks;
mod traces;
mod transactions;
#[cfg(feature = "postgres")]
mod trips;
mod types;
mod upserts;
mod with;
