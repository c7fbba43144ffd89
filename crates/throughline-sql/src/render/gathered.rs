//! Many rows of one column as an array: the server makes one message of it rather than one of each, and
//! there is one to be read.

use sea_query::{Expr, Func, Query as Q};

use super::context::{Gathered, Rendered};
use super::diff::named;
use super::upsert::with;
use crate::dialect::Dialect;

/// The name of what was written, which no table has.
const WRITTEN: &str = "throughline_written";

/// The values of all rows.
pub(super) fn all(column: Expr) -> Expr {
    Func::cust("array_agg").arg(column).into()
}

/// The statement with the keys that it gives back as an array, if it may be and the engine can.
pub(super) fn gather(rendered: Rendered, dialect: &dyn Dialect) -> Rendered {
    let capabilities = dialect.capabilities();
    let can = capabilities.arrays && capabilities.writes_in_with;
    let [column] = rendered.returning[..] else {
        return rendered;
    };
    if rendered.gathered != Gathered::IfWritten || !can {
        return rendered;
    }
    let (written, _) = named(rendered, WRITTEN);
    let mut read = Q::select();
    read.expr(all(Expr::col(column))).from(WRITTEN);
    with(vec![written], read).gathered(Gathered::Yes)
}
