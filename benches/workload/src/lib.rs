//! What every contestant does, on which data, and how it is timed.
//!
//! A contestant is a program that implements [`Contestant`] and gives it to [`serve`]. It opens one
//! database that is already filled ([`Data`]), and then does what it is told on its standard input,
//! one [`Operation`] at a time, so that the runner can let all contestants take turns.

mod contestant;
mod data;
mod operation;
mod program;
mod protocol;
mod rows;
mod timing;

pub use contestant::{Contestant, Failure, Result, Seen};
pub use data::{Data, Date, NewStudent, Size};
pub use operation::Operation;
#[cfg(feature = "tokio")]
pub use program::in_runtime;
pub use program::outcome;
pub use protocol::{block_on, serve};
pub use rows::{Course, Student};
