//! The reads. After each the database is as before: whoever replays compares it.

use serde_json::{Map, Value, json};
use throughline::blocking::Session;
use throughline::prelude::*;

use super::answer::{Answer, Fault, RuledOut};
use super::lookup::shown;
use super::names;
use super::query::{self, build, calculations, slice, uncut};
use super::recorded::{Recorded, is_row};
use super::request::{QUERY, Request, WHERE, words};
use super::source::{Rows, Visit, path, visit};
use super::tree::Trees;

/// The words for reads.
pub(crate) const OPERATIONS: [&str; 10] = [
    "query",
    "count",
    "exists",
    "get",
    "contains",
    "values_list",
    "aggregate",
    "in_bulk",
    "prefetch",
    "select_related",
];

/// Performs a read. `whole`: annotated rows are wanted by key, and without their slice too.
pub(crate) fn step(db: &Session, request: Request<'_>, whole: bool) -> Answer {
    match request.text("op")? {
        "prefetch" | "select_related" => visit(db, request, Trees { db, request }),
        _ => visit(db, request, Read { db, request, whole }),
    }
}

struct Read<'a> {
    db: &'a Session,
    request: Request<'a>,
    whole: bool,
}

impl Visit for Read<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, rows: R) -> Answer {
        let Read { db, request, whole } = self;
        let operation = request.text("op")?;
        let own: &[&str] = match operation {
            "contains" => &["arg"],
            "values_list" => &["columns", "unordered"],
            "aggregate" => &["aggregates"],
            "in_bulk" => &["pks"],
            _ => &[],
        };
        request.only(&[&WHERE, &QUERY, own])?;
        match operation {
            "query" if request.get("annotate").is_some() && whole => by_key(db, &rows, request),
            "query" if request.get("annotate").is_some() => annotated(db, &rows, request),
            "query" => {
                let rows = build(&rows, request)?.all(db)?;
                let keys: Vec<_> = rows.iter().map(Recorded::identity).collect();
                Ok(json!({ "pks": keys }))
            }
            "count" => Ok(json!({ "count": build(&rows, request)?.count(db)? })),
            "exists" => Ok(json!({ "exists": build(&rows, request)?.exists(db)? })),
            "get" => Ok(json!({ "pk": build(&rows, request)?.get(db)?.identity() })),
            "contains" => contains(db, &rows, request),
            "values_list" => values(db, &rows, request),
            "aggregate" => aggregate(db, &rows, request),
            "in_bulk" => {
                let keys = query::keys(request.list("pks")?)?;
                let found = build(&rows, request)?.in_bulk(db, keys)?;
                let mut found: Vec<i64> = found.into_keys().collect();
                found.sort_unstable();
                Ok(json!({ "found": found }))
            }
            other => Err(Fault::Unknown(format!("there is no operation `{other}`"))),
        }
    }
}

/// The columns that name a row of the model.
fn identity<M: Recorded>() -> Vec<String> {
    match M::PAIR {
        None => vec!["pk".to_owned()],
        Some(pair) => pair.map(str::to_owned).to_vec(),
    }
}

/// What a trace calls the row that begins with these values, and the values after them.
fn split<M: Recorded>(row: &[throughline::Value]) -> (Value, Vec<Value>) {
    let (own, other) = row.split_at(identity::<M>().len());
    let other = other.iter().map(shown).collect();
    match own {
        [key] => (shown(key), other),
        pair => (pair.iter().map(shown).collect(), other),
    }
}

/// Annotated rows in their order.
fn annotated<R: Rows>(db: &Session, rows: &R, request: Request<'_>) -> Answer {
    let names = annotations::<R::Model>(request)?;
    let rows = build(rows, request)?.values(names).all(db)?;
    let rows = rows.iter().map(|row| split::<R::Model>(row));
    let (keys, annotations): (Vec<_>, Vec<_>) = rows.unzip();
    Ok(json!({ "pks": keys, "annotations": annotations }))
}

/// All annotated rows by key; those of the slice have to be among them.
fn by_key<R: Rows>(db: &Session, rows: &R, request: Request<'_>) -> Answer {
    let names = annotations::<R::Model>(request)?;
    let sliced = build(rows, request)?.values(names.clone()).all(db)?;
    let all = uncut(rows, request)?.values(names).all(db)?;
    let (offset, limit) = slice(request)?;
    let left = (all.len() as u64).saturating_sub(offset.unwrap_or(0));
    let expected = limit.map_or(left, |limit| left.min(limit));
    if sliced.len() as u64 != expected || !sliced.iter().all(|row| all.contains(row)) {
        return Err(Fault::Unknown("the slice is none of all rows".to_owned()));
    }
    let all: Vec<_> = all.iter().map(|row| split::<R::Model>(row)).collect();
    Ok(json!({ "annotations_by_pk": all }))
}

fn annotations<M: Recorded>(request: Request<'_>) -> Result<Vec<String>, Fault> {
    let mut columns = identity::<M>();
    let annotations = request.list("annotate")?.iter();
    for one in annotations {
        columns.push(Request::of(one)?.text("as")?.to_owned());
    }
    Ok(columns)
}

fn contains<R: Rows>(db: &Session, rows: &R, request: Request<'_>) -> Answer {
    let asked = Request::of(request.need("arg")?)?;
    asked.only(&[&["obj", "unsaved", "model"]])?;
    let rows = build(rows, request)?;
    if asked.get("model").is_some() && asked.text("model")? != R::Model::NAME {
        return Err(Fault::RuledOut(RuledOut::WrongModel));
    }
    if asked.get("unsaved").is_some() {
        return Err(Fault::RuledOut(RuledOut::UnsavedRow));
    }
    let row = is_row::<R::Model>(&path::<R::Model>(), asked.need("obj")?)?;
    let contains = rows.filter(|_| row).exists(db)?;
    Ok(json!({ "contains": contains }))
}

fn values<R: Rows>(db: &Session, rows: &R, request: Request<'_>) -> Answer {
    let columns = request.list("columns")?.iter();
    let columns: Vec<String> = columns
        .map(|path| Ok(names::words(R::Model::NAME, &words(path)?).text))
        .collect::<Result<_, Fault>>()?;
    let mut values = uncut(rows, request)?.values(columns);
    if request.flag("distinct")? {
        values = values.distinct();
    }
    let (offset, limit) = slice(request)?;
    if let Some(offset) = offset {
        values = values.offset(offset);
    }
    if let Some(limit) = limit {
        values = values.limit(limit);
    }
    let rows = values.all(db)?;
    let rows: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().map(shown).collect())
        .collect();
    Ok(json!({ "rows": rows }))
}

fn aggregate<R: Rows>(db: &Session, rows: &R, request: Request<'_>) -> Answer {
    let asked = calculations::<R::Model>(request.list("aggregates")?)?;
    let (names, calculations): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    let found = build(rows, request)?.calculate(db, calculations)?;
    let values = names.iter().map(|name| (*name).to_owned());
    let values: Map<String, Value> = values.zip(found.iter().map(shown)).collect();
    Ok(json!({ "values": values }))
}
