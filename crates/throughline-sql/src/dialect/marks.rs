//! How an `INSERT … ON DUPLICATE KEY UPDATE` tells what became of a row.
//!
//! A variable of the session holds [`Done`] as a number: the values of a new row set it, an assignment
//! to a row that is there sets it again, and `RETURNING`, which comes for each row right behind these,
//! reads it. Nothing that an earlier statement left in it is read. A function of it alone would be
//! computed once for the whole statement, so it stands in an `IF` each time.

use sea_query::{Expr, ExprTrait, Func};

use crate::plan::Done;

const VARIABLE: &str = "@throughline_done";

/// The marks of an `INSERT`.
#[derive(Debug, Clone, Copy)]
pub struct Marks;

impl Marks {
    /// What stands behind the columns that are wanted back.
    pub(super) const TOLD: &'static str = ", CAST(@throughline_done AS SIGNED)";

    /// Whether a statement has marks.
    pub(super) fn stand_in(sql: &str) -> bool {
        sql.contains(VARIABLE)
    }

    /// A value of a new row, which is marked as made. It has to stand in each new row.
    pub(crate) fn made(self, value: Expr) -> Expr {
        let made = Done::Made as i64;
        Expr::cust_with_expr(format!("IF({VARIABLE} := {made}, ?, NULL)"), value)
    }

    /// Whether the row that is there is to be changed: it has the key, and differs. Marks it. It has to
    /// stand in the first assignment, and nowhere else.
    pub(crate) fn is_to_change(self, has_key: Expr, differs: Option<Expr>) -> Expr {
        let [changed, kept, collided] =
            [Done::Changed, Done::Kept, Done::Collided].map(|done| done as i64);
        let done = match differs {
            Some(differs) => Expr::cust_with_exprs(
                format!("({VARIABLE} := IF(?, IF(?, {changed}, {kept}), {collided}))"),
                [has_key, differs],
            ),
            None => Expr::cust_with_expr(
                format!("({VARIABLE} := IF(?, {kept}, {collided}))"),
                has_key,
            ),
        };
        done.eq(Expr::cust(changed.to_string()))
    }

    /// Whether the row was marked as changed.
    pub(crate) fn is_changed(self) -> Expr {
        Expr::cust(format!("{VARIABLE} = {}", Done::Changed as i64))
    }

    /// The value that a new row would have in that column.
    pub(crate) fn new_value(self, column: &'static str) -> Expr {
        Func::cust("VALUES").arg(Expr::col(column)).into()
    }

    /// One of two values.
    pub(crate) fn choose(self, test: Expr, yes: Expr, no: Expr) -> Expr {
        Expr::cust_with_exprs("IF(?, ?, ?)", [test, yes, no])
    }
}
