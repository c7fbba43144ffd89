//! Performs one step: from the word for it to what it gives.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use throughline::blocking::Db;

use super::answer::{Answer, Fault};
use super::links::Verb;
use super::reads;
use super::request::{Request, words};
use super::source::{visit, visit_links};
use super::writes::{BulkCreate, Create, Delete, DeleteRow, Save, Update, Upsert};

/// What came of a step.
pub(crate) struct Performed {
    pub(crate) answer: Answer,
    /// How many statements were sent, transaction control and locks left out.
    pub(crate) statements: usize,
    /// The deliberate differences in the way it was written.
    pub(crate) differences: Vec<&'static str>,
}

/// Performs a step. `whole`: annotated rows are wanted without their slice too.
pub(crate) fn step(db: &Db, request: Request<'_>, whole: bool) -> Performed {
    let mut differences = Vec::new();
    if matches!(operation(request), "get_or_create" | "update_or_create") {
        differences.push("upsert by filter");
    }
    if operation(request) == "set" && request.flag("clear").unwrap_or_default() {
        differences.push("set with clear");
    }
    let (answer, statements) = match operation(request) {
        "add" | "remove" | "set" | "clear" => {
            match visit_links(db, request, Verb { db, request }) {
                Err(fault) => (Err(fault), 0),
                Ok(call) => recorded(db, call),
            }
        }
        _ => recorded(db, || rows(db, request, whole)),
    };
    Performed {
        answer,
        statements,
        differences,
    }
}

fn operation(request: Request<'_>) -> &str {
    request.text("op").unwrap_or_default()
}

/// What stands in a statement that does nothing but lock rows.
const LOCKS: [&str; 2] = [" FOR UPDATE", " FOR NO KEY UPDATE"];

fn recorded(db: &Db, call: impl FnOnce() -> Answer) -> (Answer, usize) {
    let recorder = db.record();
    let answer = call();
    // A server is told to lock the owner of links before they are compared, as BEGIN does by itself
    // on SQLite; Django does not keep rivals apart.
    let sent = recorder.statements().into_iter();
    (
        answer,
        sent.filter(|sql| !LOCKS.iter().any(|lock| sql.contains(lock)))
            .count(),
    )
}

fn rows(db: &Db, request: Request<'_>, whole: bool) -> Answer {
    match request.text("op")? {
        "create" => visit(db, request, Create { db, request }),
        "get_or_create" | "update_or_create" => visit(db, request, Upsert { db, request }),
        "save" => visit(db, request, Save { db, request }),
        "bulk_create" => visit(db, request, BulkCreate { db, request }),
        "update" => visit(db, request, Update { db, request }),
        "delete" => visit(db, request, Delete { db, request }),
        "delete_instance" => visit(db, request, DeleteRow { db, request }),
        _ => reads::step(db, request, whole),
    }
}

/// Whether the step is a write.
pub(crate) fn writes(request: Request<'_>) -> bool {
    !reads::OPERATIONS.contains(&operation(request))
}

/// The two values to compare: what came, and what was expected.
pub(crate) fn to_compare(
    request: Request<'_>,
    mut own: Value,
    expected: Request<'_>,
) -> Result<(Value, Value), Fault> {
    let only = |name: &str| -> Result<Value, Fault> { Ok(json!({ name: expected.need(name)? })) };
    let wanted = match operation(request) {
        "query" if expected.get("annotations_by_pk").is_some() => {
            sort(&mut own["annotations_by_pk"]);
            let mut wanted = only("annotations_by_pk")?;
            sort(&mut wanted["annotations_by_pk"]);
            wanted
        }
        "query" if request.get("annotate").is_some() => json!({
            "pks": expected.need("pks")?,
            "annotations": expected.need("annotations")?,
        }),
        "query" => {
            json!({ "pks": expected.get("distinct").map_or_else(|| expected.need("pks"), Ok)? })
        }
        "count" => {
            json!({ "count": expected.get("distinct").map_or_else(|| expected.need("count"), Ok)? })
        }
        "values_list" if request.flag("unordered")? => {
            sort(&mut own["rows"]);
            let mut wanted = only("rows")?;
            sort(&mut wanted["rows"]);
            wanted
        }
        "values_list" => only("rows")?,
        "exists" => only("exists")?,
        "get" => only("pk")?,
        "contains" => only("contains")?,
        "aggregate" => only("values")?,
        "in_bulk" => only("found")?,
        "prefetch" | "select_related" => only("tree")?,
        "delete" | "delete_instance" => {
            // How many rows of other models went along is Django's own count.
            let result = Request(expected.columns("result")?);
            result.only(&[&["deleted", "by_model"]])?;
            json!({ "result": { "deleted": result.need("deleted")? } })
        }
        _ => only("result")?,
    };
    Ok((own, wanted))
}

/// Sorts rows for a comparison of multisets.
fn sort(rows: &mut Value) {
    if let Some(rows) = rows.as_array_mut() {
        rows.sort_by_cached_key(Value::to_string);
    }
}

/// The statements that a verb sends whatever is there to do, as its documentation says: where
/// Django looks first, and then does nothing, it may be more than Django's.
const DOCUMENTED: &[(&str, u64)] = &[("set", 2)];

/// How many hops a `prefetch` asks for. Each is one statement at most; Django keeps the instances
/// that it has read, and sends none to go back over the same relation.
fn hops(request: Request<'_>) -> Option<u64> {
    let mut hops = BTreeSet::new();
    for asked in request.get("prefetch")?.as_array()? {
        let path = words(asked.get("path")?).ok()?;
        hops.extend((1..=path.len()).map(|length| path[..length].join("__")));
    }
    Some(hops.len() as u64)
}

/// Whether no more statements were sent than Django needed, where the trace says how many; if not,
/// what was expected and what came.
pub(crate) fn bounded(
    request: Request<'_>,
    expected: Request<'_>,
    sent: usize,
) -> Result<(), (String, String)> {
    let bounded = matches!(
        operation(request),
        "add" | "remove" | "set" | "clear" | "prefetch" | "select_related"
    );
    let documented = DOCUMENTED
        .iter()
        .find(|(verb, _)| *verb == operation(request));
    let documented = documented.map_or(0, |(_, statements)| *statements);
    let documented = documented.max(hops(request).map_or(0, |hops| hops + 1));
    let most = expected.get("queries").and_then(Value::as_u64);
    match most.map(|most| most.max(documented)) {
        Some(most) if bounded && sent as u64 > most => {
            Err((format!("at most {most} statements"), format!("{sent}")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test panics on what it does not expect"
)]
mod tests {
    use super::*;
    use crate::orm::compare::same;

    #[test]
    fn rows_by_key_are_compared_by_key_also_where_it_is_a_pair() {
        let request = json!({ "op": "query", "model": "Enrollment", "annotate": [] });
        let expected = json!({ "annotations_by_pk": [[[4, 8], [2]], [[10, 1], [1]]] });
        let compare = |own: Value| {
            let own = json!({ "annotations_by_pk": own });
            let (request, expected) = (Request::of(&request), Request::of(&expected));
            let (own, wanted) = to_compare(request.unwrap(), own, expected.unwrap()).unwrap();
            same(&own, &wanted)
        };
        assert!(compare(json!([[[10, 1], [1]], [[4, 8], [2]]])));
        assert!(!compare(json!([[[10, 1], [2]], [[4, 8], [1]]])));
        assert!(!compare(json!([[[10, 1], [1]]])));
    }
}
