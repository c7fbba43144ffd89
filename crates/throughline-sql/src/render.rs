//! From a plan to the text of one dialect.
//!
//! [`render`] is called once for each shape of plan and engine; the result is cached by the
//! shape. Values are not written: each becomes a placeholder that remembers which argument of
//! the plan it stands for.

mod children;
mod clear;
mod condition;
mod context;
mod diff;
mod gathered;
mod link;
mod link_upsert;
mod marked;
mod new_link;
mod operand;
mod order;
mod owners;
mod pairs;
mod places;
mod scope;
mod select;
mod upsert;
mod write;

use crate::dialect::Dialect;
use crate::plan::{
    Children, Delete, Insert, InsertLinked, InsertRows, LinkClear, LinkCount, LinkDelete, LinkDiff,
    LinkInsert, LinkKeys, LinkUpsert, MirrorDelete, PairDelete, PairInsert, PairUpdate, Plan,
    RowByKey, Select, Shape, Update, Upsert,
};
use crate::statement::{Many, Statement};
use context::Context;

/// A plan that can be rendered.
pub trait Render: Plan + Send + Sync {
    #[doc(hidden)]
    fn render_with(&self, context: &mut Context<'_>) -> context::Rendered;
}

/// The statement of a plan in a dialect.
///
/// ```
/// use throughline_core::{ColumnType, FieldDef, ModelDef};
/// use throughline_sql::dialect::SQLITE;
/// use throughline_sql::plan::{Select, Source};
///
/// static STUDENT: ModelDef = ModelDef {
///     name: "Student",
///     module: "school",
///     table: "student",
///     fields: &[FieldDef::new("id", "id", ColumnType::BigInt)],
///     primary_key: &[0],
///     relations: &[],
///     unique: &[],
///     indexes: &[],
///     checks: &[],
///     ordering: &[],
/// };
/// let statement = throughline_sql::render(&Select::new(Source::Model(&STUDENT)), &SQLITE);
/// assert_eq!(statement.sql, r#"SELECT "id" FROM "student""#);
/// ```
pub fn render(plan: &(impl Render + ?Sized), dialect: &dyn Dialect) -> Statement {
    render_shape(plan, &Shape::of(plan), dialect)
}

/// As [`render`], for a plan whose shape is at hand.
pub fn render_shape(
    plan: &(impl Render + ?Sized),
    shape: &Shape<'_>,
    dialect: &dyn Dialect,
) -> Statement {
    let mut context = Context::new(dialect, shape);
    let rendered = plan.render_with(&mut context);
    let several = rendered.several;
    let mut statement = context.finish(rendered);
    statement.many = several.map(|table| {
        let mut context = Context::new(dialect, shape);
        context.times = Many::ROWS;
        let rendered = plan.render_with(&mut context);
        let Statement {
            sql, parameters, ..
        } = context.finish(rendered);
        Many {
            rows: Many::ROWS,
            table,
            sql,
            parameters,
        }
    });
    statement
}

impl<D: Render, I: Render> Render for LinkDiff<D, I> {
    fn render_with(&self, context: &mut Context<'_>) -> context::Rendered {
        diff::diff(self, context)
    }
}

macro_rules! render {
    ($($plan:ty => $function:path;)*) => {$(
        impl Render for $plan {
            fn render_with(&self, context: &mut Context<'_>) -> context::Rendered {
                $function(self, context)
            }
        }
    )*};
}

render! {
    Select => select::select;
    RowByKey => select::row_by_key;
    Children => children::children;
    Insert => write::insert;
    InsertRows => write::insert_rows;
    Update => write::update;
    Delete => write::delete;
    InsertLinked => upsert::insert_linked;
    Upsert => upsert::upsert;
    LinkUpsert => link_upsert::upsert;
    LinkInsert => link::insert;
    LinkDelete => link::delete;
    LinkCount => link::count;
    LinkKeys => link::keys;
    PairInsert => pairs::insert;
    PairDelete => pairs::delete;
    MirrorDelete => pairs::mirror_delete;
    PairUpdate => pairs::update;
    LinkClear => clear::clear;
}
