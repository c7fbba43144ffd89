//! The text of a dump: JSON objects, one a line.
//!
//! ```text
//! {"format":1}
//! {"model":"Student","fields":{"id":1,"name":"Ann"}}
//! {"links":"Course.students","pair":[1,1]}
//! ```
//!
//! A value is written as a migration file writes it: truth values and numbers as they are,
//! everything else as text. A link whose table has a key of its own has it as `id`.

mod read;
mod value;
mod write;

pub(crate) use read::{check_header, read_line};
pub(crate) use write::{header, write_line};

/// The number of this format.
const FORMAT: u64 = 1;
