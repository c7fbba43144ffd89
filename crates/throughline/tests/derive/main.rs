//! What `#[derive(Model)]`, `#[derive(Choice)]` and `#[derive(FieldType)]` make of declarations.
//!
//! What does not compile is in `tests/ui`.

#![forbid(unsafe_code)]
#![deny(missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(warnings)]

mod between;
mod constraints;
#[allow(dead_code, reason = "each test program uses a part of it")]
#[path = "../support/database.rs"]
mod database;
mod embedded;
mod fields;
mod foreign;
mod itself;
mod keys;
mod meta;
mod names;
mod one_to_one;
mod relations;
mod reverse;
mod visibility;
