//! `INSERT`, `UPDATE` and `DELETE` of models' rows.

use sea_query::{
    Expr, ExprTrait, InsertStatement, OnConflict as SeaOnConflict, Query as Q, SelectStatement,
};
use throughline_core::{FieldDef, KeySource, ModelDef};

use super::condition::{condition, related};
use super::context::{Context, Rendered, Rows};
use super::operand::{beside, compute, number, operand, or_zero, raw};
use super::scope::{Scope, column};
use super::select;
use crate::dialect::{Query, Telling};
use crate::plan::{
    Aggregate, Argument, Delete, FieldPath, Insert, InsertRows, OnConflict, Operand, Select,
    Source, Update,
};
use crate::statement::{Encoding, Known, KnownValue, Parameter};

pub(super) fn insert(plan: &Insert, context: &mut Context<'_>) -> Rendered {
    let query = Query::Insert(insert_statement(plan, context));
    if plan.counted {
        return Rendered::write(query, Vec::new());
    }
    let one = plan.values.len() == plan.fields.len();
    let known = one.then(|| {
        known_row(context, plan.model, &plan.fields, |context, position| {
            let argument = Argument::Value(&plan.values[position]).address();
            let argument = context.argument(argument)?;
            let encoding = Encoding::Plain;
            Some(Parameter { argument, encoding })
        })
    });
    Rendered::write(query, all_columns(plan.model)).knowing(known.flatten())
}

/// What is known of a new row: the values that it is given, and the number that it gets. A column that is
/// given nothing may have a default of which the model does not know.
fn known_row(
    context: &Context<'_>,
    model: &'static ModelDef,
    given: &[&'static FieldDef],
    parameter: impl Fn(&Context<'_>, usize) -> Option<Parameter>,
) -> Option<Vec<Known>> {
    // A server's triggers may give a row of a model other values.
    if !context.dialect.capabilities().in_process {
        return None;
    }
    let columns = model.fields.iter().map(|field| {
        let place = given.iter().position(|one| one.column == field.column);
        let value = match place {
            Some(place) if context.dialect.gives_back(field.column_type) => {
                KnownValue::Given(parameter(context, place)?)
            }
            None if field.key_source == KeySource::Database => KnownValue::Number,
            _ => return None,
        };
        let column = field.column;
        Some(Known { column, value })
    });
    columns.collect()
}

pub(super) fn insert_statement(plan: &Insert, context: &mut Context<'_>) -> InsertStatement {
    let mut insert = Q::insert();
    insert.into_table(plan.model.table);
    if plan.fields.is_empty() {
        insert.or_default_values();
    } else {
        insert.columns(plan.fields.iter().map(|field| field.column));
        for row in plan.values.chunks(plan.fields.len()) {
            let values: Vec<_> = row.iter().map(|value| context.value(value)).collect();
            // The columns and the values are as many: the plan was made so.
            insert.values(values).ok();
        }
    }
    on_conflict(context, plan.model, plan.on_conflict, &mut insert);
    insert
}

pub(super) fn insert_rows(plan: &InsertRows, context: &mut Context<'_>) -> Rendered {
    let types: Vec<_> = plan.fields.iter().map(|field| field.column_type).collect();
    let mut insert = Q::insert();
    insert
        .into_table(plan.model.table)
        .columns(plan.fields.iter().map(|field| field.column));
    // As many columns as the rows have.
    match context.rows(&plan.rows, &types) {
        Rows::Each(values) => {
            for _ in 0..context.times {
                insert.values(values.clone()).ok();
            }
            Some(&mut insert)
        }
        Rows::All(mut rows, values) => {
            rows.exprs(values);
            insert.select_from(*rows).ok()
        }
    };
    on_conflict(context, plan.model, plan.on_conflict, &mut insert);
    let table = plan.model.table;
    let (query, all_new) = (Query::Insert(insert), plan.on_conflict.is_none());
    if plan.counted {
        return Rendered::write(query, Vec::new())
            .several(all_new.then_some(table))
            .any_length(true);
    }
    let rows = Argument::Rows(&plan.rows).address();
    let known = known_row(context, plan.model, &plan.fields, |context, position| {
        let argument = context.argument(rows)?;
        let encoding = Encoding::Cell(position);
        Some(Parameter { argument, encoding })
    });
    let several = (all_new && known.is_some()).then_some(table);
    Rendered::write(query, all_columns(plan.model))
        .knowing(known)
        .several(several)
        .any_length(true)
}

/// What becomes of rows that collide with others.
fn on_conflict(
    context: &Context<'_>,
    model: &'static ModelDef,
    on_conflict: Option<OnConflict>,
    insert: &mut InsertStatement,
) {
    let columns = |positions: &'static [usize]| {
        let fields = positions.iter().map(|&position| &model.fields[position]);
        fields.map(|field| field.column)
    };
    match on_conflict {
        None => {}
        Some(OnConflict::Key(key)) => {
            insert.on_conflict(ignore_conflict(context, columns(key)));
        }
        Some(OnConflict::Any) if context.dialect.capabilities().on_conflict => {
            insert.on_conflict(SeaOnConflict::new().do_nothing().to_owned());
        }
        // Where no key can be named, any is meant.
        Some(OnConflict::Any) => {
            let key = columns(model.primary_key);
            insert.on_conflict(ignore_conflict(context, key));
        }
    }
}

/// The row that exists is left as it is. Only a conflict over these columns is passed over: any
/// other violation stays an error.
pub(super) fn ignore_conflict(
    context: &Context<'_>,
    columns: impl Iterator<Item = &'static str>,
) -> SeaOnConflict {
    pass_over(context, columns, Telling::Which)
}

/// The same, and what is told of the rows that exist.
pub(super) fn pass_over(
    context: &Context<'_>,
    columns: impl Iterator<Item = &'static str>,
    telling: Telling,
) -> SeaOnConflict {
    let columns: Vec<_> = columns.collect();
    if context.dialect.capabilities().on_conflict {
        SeaOnConflict::columns(columns).do_nothing().to_owned()
    } else {
        // `INSERT IGNORE` would hide every other error.
        let keep = context.dialect.kept(Expr::col(columns[0]), telling);
        SeaOnConflict::columns(columns.clone())
            .value(columns[0], keep)
            .to_owned()
    }
}

pub(super) fn update(plan: &Update, context: &mut Context<'_>) -> Rendered {
    let model = plan.select.model();
    context.qualify = select::reads_several_tables(&plan.select);
    context.tables.push(model.table);
    let mut update = Q::update();
    update.table(model.table);
    let mut scope = Scope::model(model.table);
    for assignment in &plan.assignments {
        let value = assigned(context, &mut scope, model, &assignment.operand);
        update.value(assignment.field.column, value);
    }
    for test in tests(context, &plan.select) {
        update.and_where(test);
    }
    let returning = if plan.returning {
        all_columns(model)
    } else {
        Vec::new()
    };
    let query = Query::update(model.table, update, looks_up(context, &plan.select));
    Rendered::write(query, returning)
}

/// The new value of a column. What is in other tables is looked up by a query of its own, as an
/// `UPDATE` joins no tables.
fn assigned(
    context: &mut Context<'_>,
    scope: &mut Scope,
    model: &'static ModelDef,
    value: &Operand,
) -> Expr {
    match value {
        Operand::Arithmetic(left, arithmetic, right) => {
            let sides = [(left, right), (right, left)].map(|(one, other)| {
                let expression = assigned(context, scope, model, one);
                beside(context, expression, one, other)
            });
            compute(sides, *arithmetic)
        }
        Operand::Raw(plan) => {
            let operands = plan.operands.iter();
            let operands = operands
                .map(|operand| assigned(context, scope, model, operand))
                .collect();
            raw(context, plan, operands)
        }
        Operand::Column(path) if path.reads_other_tables() => looked_up(context, model, path),
        Operand::Aggregate(aggregate) => aggregated(context, model, aggregate),
        _ => operand(context, scope, value),
    }
}

/// A column of a related row, for the row that is written.
fn looked_up(context: &mut Context<'_>, model: &'static ModelDef, path: &FieldPath) -> Expr {
    let [first, rest @ ..] = path.relations.as_slice() else {
        return column(model.table, path.field.column);
    };
    let far = first.far();
    let near_column = first.own_column().unwrap_or(first.near().key.column);
    let far_column = first.far_column().unwrap_or(far.key.column);
    let alias = context.alias();
    let mut inner = Scope::model(alias.clone());
    let outer = std::mem::replace(&mut context.qualify, true);
    let rest = FieldPath::over(rest.to_vec(), path.field);
    let mut query = Q::select();
    query
        .expr(inner.column(context, &rest))
        .from_as(far.model.table, alias.clone())
        .and_where(column(&alias, far_column).eq(column(model.table, near_column)));
    context.qualify = outer;
    inner.finish(&mut query);
    Expr::SubQuery(None, Box::new(query.into()))
}

/// A number of related rows, for the row that is written.
fn aggregated(context: &mut Context<'_>, model: &'static ModelDef, aggregate: &Aggregate) -> Expr {
    let [first, rest @ ..] = aggregate.relations.as_slice() else {
        return Expr::null();
    };
    let outer = std::mem::replace(&mut context.qualify, true);
    let (mut query, near, mut inner) = related(context, *first);
    inner.follow(context, rest);
    let own = first.own_column().unwrap_or(first.near().key.column);
    query.and_where(near.eq(column(model.table, own)));
    for one in &aggregate.conditions {
        let test = condition(context, &mut inner, one);
        query.and_where(test);
    }
    let value = number(context, &mut inner, aggregate);
    query.clear_selects().expr(value);
    inner.finish(&mut query);
    context.qualify = outer;
    or_zero(
        aggregate.function,
        Expr::SubQuery(None, Box::new(query.into())),
    )
}

pub(super) fn delete(plan: &Delete, context: &mut Context<'_>) -> Rendered {
    context.qualify = select::reads_several_tables(&plan.select);
    context.tables.push(plan.select.model().table);
    let table = plan.select.model().table;
    let mut delete = Q::delete();
    delete.from_table(table);
    for test in tests(context, &plan.select) {
        delete.and_where(test);
    }
    let query = Query::delete(table, delete, looks_up(context, &plan.select));
    Rendered::write(query, Vec::new())
}

/// Whether the rows to write are looked up by the values of a list: MariaDB does so in the form of a
/// statement that is for several tables. In that for one it reads, and locks, all rows of the table.
fn looks_up(context: &Context<'_>, plan: &Select) -> bool {
    let reads_once = !plan.is_sliced() && !select::reads_several_tables(plan);
    context.dialect.capabilities().looks_up_joined && context.lists && reads_once
}

/// The conditions of the rows to write: as they are, where the table itself is enough; else the
/// row's key is among those of the query. The query stands in a table of its own, which MariaDB
/// makes before it writes the first row.
fn tests(context: &mut Context<'_>, plan: &Select) -> Vec<Expr> {
    let table = plan.model().table;
    let mut scope = Scope::model(table);
    // The condition that the source makes, if it is one on the table itself.
    let source = match &plan.source {
        Source::Model(_) => Some(None),
        Source::Related(relation, owner) => relation.far_column().map(|far| Some((far, owner))),
    };
    let capabilities = context.dialect.capabilities();
    let at_once = capabilities.reads_before_writing || !select::reads_several_tables(plan);
    if let Some(source) = source.filter(|_| at_once && !plan.is_sliced()) {
        let source = source.map(|(far, owner)| {
            let far = if context.qualify {
                column(table, far)
            } else {
                Expr::col(far)
            };
            far.eq(context.value(owner))
        });
        let conditions = plan.conditions.iter();
        let tests: Vec<_> = source
            .into_iter()
            .chain(conditions.map(|one| condition(context, &mut scope, one)))
            .collect();
        if !scope.has_joins() {
            return tests;
        }
    }
    context.qualify = true;
    let keys = key_query(context, plan);
    let names: Vec<_> = plan
        .model()
        .key_fields()
        .map(|field| field.column)
        .collect();
    let mut outer = Q::select();
    outer
        .columns(names.clone())
        .from_subquery(keys, context.alias());
    let key = match names.as_slice() {
        [single] => Expr::col(*single),
        _ => Expr::tuple(names.into_iter().map(Expr::col)),
    };
    vec![key.in_subquery(outer)]
}

/// `SELECT` of the keys of the rows to write.
fn key_query(context: &mut Context<'_>, plan: &Select) -> SelectStatement {
    let mut query = Q::select();
    let mut scope = select::begin(context, plan, &mut query);
    for field in plan.model().key_fields() {
        let column = scope.column(context, &FieldPath::own(field));
        query.expr(column);
    }
    select::end(context, plan, &mut query, &mut scope);
    scope.finish(&mut query);
    query
}

pub(super) fn all_columns(model: &'static ModelDef) -> Vec<&'static str> {
    model.fields.iter().map(|field| field.column).collect()
}
