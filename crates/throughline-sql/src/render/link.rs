//! The statements of related managers: they read and write the join table alone.

use sea_query::{Expr, ExprTrait, Func, Query as Q};
use throughline_core::{ColumnType, FieldDef, Link, Relation, Value};

use super::context::{Context, Rendered, Rows};
use super::scope::column;
use super::write::pass_over;
use crate::dialect::{Query, Telling};
use crate::plan::{Argument, LinkCount, LinkDelete, LinkInsert, LinkKeys, Targets};
use crate::statement::Known;

/// The links of a relation; the managers are made for no other.
pub(super) fn links(relation: Relation) -> Link {
    relation.link().unwrap_or(Link {
        table: "",
        near: "",
        far: "",
        through: None,
        unique: true,
    })
}

/// There is no link yet between these keys. An `INSERT` alone needs it only for a through model that allows
/// several links between two rows; elsewhere the unique pair does.
///
/// It is asked for each pair by the index of a foreign key: `NOT IN` a list of all links would read
/// the whole table, on SQLite once for each new link. Where many begin at one row, its links are read
/// once.
pub(super) fn is_new(link: &Link, keys: [Expr; 2], of_one_row: bool) -> Expr {
    let mut known = Q::select();
    known.from(link.table);
    if of_one_row {
        let [near, far] = keys;
        known
            .column(link.far)
            .and_where(Expr::col(link.near).eq(near));
        return far.not_in_subquery(known);
    }
    known.expr(Expr::cust("1"));
    for (end, key) in [link.near, link.far].into_iter().zip(keys) {
        known.and_where(column(link.table, end).eq(key));
    }
    Expr::exists(known).not()
}

pub(super) fn insert(plan: &LinkInsert, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let far_type = plan.relation.far().key.column_type;
    let near_type = plan.relation.near().key.column_type;
    let row_types: Vec<_> = std::iter::once(far_type)
        .chain(plan.row_fields.iter().map(|field| field.column_type))
        .collect();
    let mut rows = context.rows(&plan.rows, &row_types);
    let (Rows::Each(values) | Rows::All(_, values)) = &mut rows;
    values.insert(0, context.typed(&plan.owner, near_type));
    let shared = (&*plan.shared_fields, &*plan.shared);
    let of_one_row = matches!(rows, Rows::All(..));
    let known = context.known(&Argument::Rows(&plan.rows), &[(link.far, far_type)]);
    let told = Told {
        counted: known.is_some(),
        of_one_row,
    };
    let query = insert_rows(context, &link, rows, told, &plan.row_fields, shared);
    Rendered::write(query, vec![link.far])
        .knowing(known)
        .any_length(link.unique)
}

/// What is told of new links before they are made.
#[derive(Clone, Copy)]
pub(super) struct Told {
    /// Nothing is given back: their number tells how many they were.
    pub(super) counted: bool,
    /// All of them begin at one row.
    pub(super) of_one_row: bool,
}

/// Inserts links that are not there yet. Of each row the values are the near key, the far key and
/// those of `row_fields`; `shared` are columns with one value for all.
pub(super) fn insert_rows(
    context: &mut Context<'_>,
    link: &Link,
    rows: Rows,
    Told {
        counted,
        of_one_row,
    }: Told,
    row_fields: &[&'static FieldDef],
    (shared_fields, shared): (&[&'static FieldDef], &[Value]),
) -> Query {
    let telling = match rows {
        _ if !counted => Telling::Which,
        Rows::Each(_) => Telling::WhetherOne,
        Rows::All(..) => Telling::HowMany,
    };
    let (select, mut values) = match rows {
        Rows::Each(values) if link.unique => (None, values),
        Rows::Each(values) => (Some(Box::new(Q::select())), values),
        Rows::All(select, values) => (Some(select), values),
    };
    let keys = [values[0].clone(), values[1].clone()];
    for (value, field) in shared.iter().zip(shared_fields) {
        values.push(context.typed(value, field.column_type));
    }
    let fields = row_fields.iter().chain(shared_fields);
    let mut insert = Q::insert();
    insert.into_table(link.table).columns(
        [link.near, link.far]
            .into_iter()
            .chain(fields.map(|field| field.column)),
    );
    // As many columns as the rows have.
    match select {
        None => insert.values(values).ok(),
        Some(mut rows) => {
            rows.exprs(values);
            if !link.unique {
                rows.and_where(is_new(link, keys, of_one_row));
            } else if telling == Telling::HowMany {
                context.dialect.counting(&mut rows);
            }
            insert.select_from(*rows).ok()
        }
    };
    if link.unique {
        let key = [link.near, link.far].into_iter();
        insert.on_conflict(pass_over(context, key, telling));
    }
    Query::Insert(insert)
}

pub(super) fn delete(plan: &LinkDelete, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let mut delete = Q::delete();
    delete
        .from_table(link.table)
        .and_where(Expr::col(link.near).eq(context.value(&plan.owner)));
    if let Some(test) = far_in(context, plan.relation, &link, &plan.targets) {
        delete.and_where(test);
    }
    let keys = match &plan.targets {
        Targets::One(key) => Some(Argument::Value(key)),
        Targets::In(keys) => Some(Argument::List(keys)),
        Targets::All | Targets::NotIn(_) => None,
    };
    let far_type = plan.relation.far().key.column_type;
    let known = keys.and_then(|keys| known_again(context, &keys, &[(link.far, far_type)]));
    Rendered::write(Query::Delete(delete), vec![link.far]).knowing(known)
}

/// What is known of links that were found by these keys. A text that is equal in a column's order may
/// not be the same text.
pub(super) fn known_again(
    context: &Context<'_>,
    keys: &Argument<'_>,
    columns: &[(&'static str, ColumnType)],
) -> Option<Vec<Known>> {
    let same = |&(_, column_type): &(&str, ColumnType)| column_type != ColumnType::Text;
    let known = context.known(keys, columns);
    known.filter(|_| columns.iter().all(same))
}

/// The far key is one of these, or none of these.
pub(super) fn far_in(
    context: &mut Context<'_>,
    relation: Relation,
    link: &Link,
    targets: &Targets,
) -> Option<Expr> {
    let far_type = relation.far().key.column_type;
    let column = Expr::col(link.far);
    Some(match targets {
        Targets::All => return None,
        Targets::One(key) => column.eq(context.value(key)),
        Targets::In(keys) => match context.each_of(keys) {
            Some(key) => column.eq(key),
            None => {
                let list = context.list(keys);
                context.dialect.in_list(column, list, far_type)
            }
        },
        Targets::NotIn(keys) => {
            let list = context.list(keys);
            context.dialect.not_in_list(column, list, far_type)
        }
    })
}

pub(super) fn count(plan: &LinkCount, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let mut select = Q::select();
    if plan.rows.is_some() {
        select.expr(Expr::cust("1"));
    } else if link.unique {
        select.expr(Func::count(Expr::cust("*")));
    } else {
        select.expr(Func::count_distinct(Expr::col(link.far)));
    }
    select
        .from(link.table)
        .and_where(Expr::col(link.near).eq(context.value(&plan.owner)));
    if let Some(target) = &plan.target {
        select.and_where(Expr::col(link.far).eq(context.value(target)));
    }
    if let Some(rows) = &plan.rows {
        select.limit(context.count(rows));
    }
    Rendered::select(select)
}

pub(super) fn keys(plan: &LinkKeys, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let mut select = Q::select();
    select
        .column(link.far)
        .from(link.table)
        .and_where(Expr::col(link.near).eq(context.value(&plan.owner)));
    Rendered::select(select)
}
