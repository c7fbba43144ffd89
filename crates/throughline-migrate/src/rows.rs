//! Rows of all tables of a state, known at run time only: read, written by their key, removed.
//!
//! For tools that move whole tables, such as `dumpdata`, `loaddata` and `flush`. Values have the
//! types of their fields, as if a model had read them.

mod empty;
mod read;
mod table;
mod write;

use throughline_core::Error;

pub use empty::{count_all, empty};
pub use read::read_rows;
pub use table::{RowTable, row_tables};
pub use write::RowWriter;

/// The error of a statement on a table, in the user's names.
fn failed(verb: &str, table: &RowTable, error: Error) -> Error {
    let message = format!("cannot {verb} the rows of `{}`", table.name);
    let mut outer = Error::new(error.kind(), message);
    outer = match error.hint() {
        Some(hint) => outer.with_hint(hint.to_owned()),
        None => outer.with_hint(
            "the tables have to be those of the models: `cargo manage migrate` makes them",
        ),
    };
    outer.with_source(error)
}

#[cfg(test)]
mod tests;
