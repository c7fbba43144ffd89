//! Many rows of one column as an array: the server makes one message of it rather than one of each, and
//! there is one to be read.

use sea_query::{Expr, Func};

/// The values of all rows.
pub(super) fn all(column: Expr) -> Expr {
    Func::cust("array_agg").arg(column).into()
}
