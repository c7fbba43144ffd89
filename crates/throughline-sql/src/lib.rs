//! Plans as data, rendered to the text of three SQL dialects.
//!
//! This crate is the only place where SQL text is made. It does no input or output: a
//! [`Plan`](plan::Plan) goes in, a `Statement` comes out.
//!
//! Only the `throughline` crate promises a stable interface; this one may change with every
//! release.

mod bound;
pub mod dialect;
pub mod encode;
mod explain;
pub mod plan;
mod raw;
mod render;
#[cfg(feature = "schema")]
pub mod schema;
mod statement;

pub use bound::{Array, Bound, Parameters};
pub use raw::only_reads;
pub use render::{Render, render, render_shape};
pub use statement::{Encoding, Known, KnownValue, Many, Parameter, Statement, unfit};
