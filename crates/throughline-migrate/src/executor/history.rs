//! Rows as they are at some point of the history, for functions that migrations call.
//!
//! Models and fields are known by the names that they have there: a function that was written
//! for a migration goes on to work when the models of the program are others.

mod batch;
mod row;

pub use batch::Batch;
pub use row::HistoricalRow;
