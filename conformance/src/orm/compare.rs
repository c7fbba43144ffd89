//! Whether an answer is the one that was expected.

use serde_json::Value;

use super::answer::Fault;
use super::request::Request;

/// Averages are rounded in the traces.
const TOLERANCE: f64 = 1e-6;

/// The fields of an answer.
const ANSWER: [&str; 17] = [
    "result",
    "links",
    "rows",
    "queries",
    "error",
    "kind",
    "pks",
    "distinct",
    "annotations",
    "annotations_by_pk",
    "count",
    "exists",
    "pk",
    "contains",
    "values",
    "found",
    "tree",
];

/// The answer to meet, chosen from an `expect`, and why if it is not the plain one.
pub(crate) struct Chosen<'a> {
    /// The answer.
    pub(crate) answer: Request<'a>,
    /// The names of the deliberate differences.
    pub(crate) differences: Vec<&'a str>,
}

/// `clean`, where there is one.
pub(crate) fn choose<'a>(expect: Request<'a>) -> Result<Chosen<'a>, Fault> {
    expect.only(&[&ANSWER, &["quirks", "clean"]])?;
    let plain = Chosen {
        answer: expect,
        differences: Vec::new(),
    };
    let mut chosen = match (expect.get("quirks"), expect.get("clean")) {
        (None, None) => plain,
        (Some(quirks), Some(_)) => Chosen {
            answer: clean(expect)?,
            differences: super::request::words(quirks)?,
        },
        _ => {
            let what = "`quirks` come with `clean`";
            return Err(Fault::Unknown(what.to_owned()));
        }
    };
    if chosen.answer.get("distinct").is_some() {
        chosen.differences.push("distinct");
    }
    Ok(chosen)
}

/// The answer around the quirks, which has none.
fn clean(expect: Request<'_>) -> Result<Request<'_>, Fault> {
    let clean = Request(expect.columns("clean")?);
    clean.only(&[&ANSWER])?;
    Ok(clean)
}

/// Whether two values are the same; numbers within the tolerance.
pub(crate) fn same(own: &Value, expected: &Value) -> bool {
    match (own, expected) {
        (Value::Number(own), Value::Number(expected)) => {
            own == expected
                || match (own.as_f64(), expected.as_f64()) {
                    (Some(own), Some(expected)) => (own - expected).abs() <= TOLERANCE,
                    _ => false,
                }
        }
        (Value::Array(own), Value::Array(expected)) => {
            own.len() == expected.len()
                && own
                    .iter()
                    .zip(expected)
                    .all(|(own, other)| same(own, other))
        }
        (Value::Object(own), Value::Object(expected)) => {
            own.len() == expected.len()
                && own.iter().all(|(name, own)| {
                    let other = expected.get(name);
                    other.is_some_and(|other| same(own, other))
                })
        }
        _ => own == expected,
    }
}
