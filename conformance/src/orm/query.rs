//! The query part of a request as a query set.

use serde_json::Value;
use throughline::QuerySet;
use throughline::blocking::Session;
use throughline::dynamic::{Calculation, OrderName};
use throughline::prelude::*;

use super::answer::Fault;
use super::fields::{Columns, Stored};
use super::lookup;
use super::names;
use super::recorded::{Recorded, all_changes};
use super::request::{Request, words};
use super::source::{Rows, path};

/// The rows that a request asks for, cut by its slice.
pub(crate) fn build<R: Rows>(
    rows: &R,
    request: Request<'_>,
) -> Result<QuerySet<R::Model, R::Beside>, Fault> {
    let (offset, limit) = slice(request)?;
    let mut set = uncut(rows, request)?;
    if let Some(offset) = offset {
        set = set.offset(offset);
    }
    if let Some(limit) = limit {
        set = set.limit(limit);
    }
    Ok(set)
}

/// The same without the slice.
pub(crate) fn uncut<R: Rows>(
    rows: &R,
    request: Request<'_>,
) -> Result<QuerySet<R::Model, R::Beside>, Fault> {
    let model = R::Model::NAME;
    // No row comes twice: `distinct` says nothing new.
    request.flag("distinct")?;
    let mut set = rows.objects();
    for call in lookup::calls(model, request.list_or_empty("filter")?)? {
        set = set.filter_lookup(call);
    }
    for call in lookup::calls(model, request.list_or_empty("exclude")?)? {
        set = set.exclude_lookup(call);
    }
    for (name, calculation) in calculations::<R::Model>(request.list_or_empty("annotate")?)? {
        set = set.annotate(name, calculation);
    }
    for call in lookup::calls(model, request.list_or_empty("having")?)? {
        set = set.filter_lookup(call);
    }
    let order = order::<R::Model>(request.list_or_empty("order_by")?)?;
    if !order.is_empty() {
        set = set.order_by_names(order);
    }
    Ok(set)
}

/// The functions of `annotate` or `aggregates`, by name.
pub(crate) fn calculations<M: Recorded>(list: &[Value]) -> Result<Vec<(&str, Calculation)>, Fault> {
    let one = |asked| {
        let asked = Request::of(asked)?;
        asked.only(&[&["as", "fn", "path", "distinct"]])?;
        let path = names::words(M::NAME, &words(asked.need("path")?)?).text;
        let calculation = match asked.text("fn")? {
            "Count" => Calculation::count(path),
            "Min" => Calculation::min(path),
            "Max" => Calculation::max(path),
            "Avg" => Calculation::avg(path),
            other => return Err(Fault::Unknown(format!("there is no function `{other}`"))),
        };
        let distinct = asked.flag("distinct")?;
        let calculation = if distinct {
            calculation.distinct()
        } else {
            calculation
        };
        Ok((asked.text("as")?, calculation))
    };
    list.iter().map(one).collect()
}

fn order<M: Recorded>(list: &[Value]) -> Result<Vec<OrderName>, Fault> {
    let one = |asked| {
        let asked = Request::of(asked)?;
        asked.only(&[&["path", "desc", "nulls"]])?;
        let path = names::words(M::NAME, &words(asked.need("path")?)?).text;
        let sign = if asked.flag("desc")? { "-" } else { "" };
        let name = OrderName::new(format!("{sign}{path}"));
        match asked.get("nulls").and_then(Value::as_str) {
            None if asked.get("nulls").is_none() => Ok(name),
            Some("first") => Ok(name.nulls_first()),
            Some("last") => Ok(name.nulls_last()),
            _ => Err(Fault::Unknown("`nulls` are first or last".to_owned())),
        }
    };
    list.iter().map(one).collect()
}

/// How many rows are left out, and how many are wanted at most.
pub(crate) fn slice(request: Request<'_>) -> Result<(Option<u64>, Option<u64>), Fault> {
    if request.get("slice").is_none() {
        return Ok((None, None));
    }
    let bound = |value: &Value| {
        let unfit = || Fault::Unknown("a slice is two numbers".to_owned());
        value.as_u64().ok_or_else(unfit)
    };
    match request.list("slice")? {
        [start, Value::Null] => Ok((Some(bound(start)?), None)),
        [start, stop] => {
            let (start, stop) = (bound(start)?, bound(stop)?);
            Ok((Some(start), Some(stop.saturating_sub(start))))
        }
        _ => Err(Fault::Unknown("a slice is two numbers".to_owned())),
    }
}

/// Changes columns of all rows: typed, where the types allow it, else by name.
pub(crate) fn update<M: Recorded, B>(
    db: &Session,
    found: QuerySet<M, B>,
    set: &Columns,
) -> Result<u64, Fault> {
    if let Ok(changes) = all_changes::<M>(&path::<M>(), set) {
        return Ok(found.update(db, |_| changes)?);
    }
    let named = |(name, value)| {
        let words = names::words(M::NAME, &[name]);
        Ok((words.text, lookup::value(M::NAME, value, words.is_date)?))
    };
    let set = set.iter().map(|(name, value)| (name.as_str(), value));
    let set: Vec<_> = set.map(named).collect::<Result<_, Fault>>()?;
    Ok(found.update_by(db, set)?)
}

/// Changes columns of one row, and saves it. A null where the type has none is given by name.
pub(crate) fn change<M: Recorded>(db: &Session, mut row: M, columns: &Columns) -> Result<M, Fault> {
    for (name, value) in columns {
        match row.assign(name, value) {
            Err(Fault::RuledOut(_)) => {
                let found = M::objects().filter(|p| M::key_is(&p, row.key()));
                update(db, found, columns)?;
                return Ok(row.refresh(db)?);
            }
            assigned => assigned?,
        }
    }
    row.save(db)?;
    Ok(row)
}

/// The number in a value, for keys.
pub(crate) fn keys(list: &[Value]) -> Result<Vec<i64>, Fault> {
    list.iter().map(i64::read).collect()
}
