//! The whole content of a database, in the words of a trace.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use throughline::blocking::Session;
use throughline::prelude::*;

use super::answer::Fault;
use super::recorded::Recorded;
use super::request::Request;
use crate::models::*;

/// Rows by model and key, links by join table. What is empty is left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    rows: BTreeMap<String, BTreeMap<String, Value>>,
    links: BTreeMap<String, Vec<Value>>,
}

impl State {
    /// Reads all tables.
    pub(crate) fn of(db: &Session) -> throughline::Result<Self> {
        let mut state = State::default();
        state.read_rows::<Teacher>(db)?;
        state.read_rows::<Student>(db)?;
        state.read_rows::<Course>(db)?;
        state.read_rows::<Club>(db)?;
        state.read_rows::<Person>(db)?;
        state.read_rows::<Tag>(db)?;
        state.read_rows::<Post>(db)?;
        let memberships = Membership::objects().all(db)?.into_iter();
        let memberships = memberships
            .map(|m| json!([m.student.key(), m.club.key(), m.joined.to_string(), m.role]));
        state.keep_links("Membership", memberships);
        let enrollments = Enrollment::objects().all(db)?.into_iter();
        let enrollments = enrollments.map(|e| {
            json!([
                e.student.key(),
                e.course.key(),
                e.enrollment_date.to_string()
            ])
        });
        state.keep_links("Enrollment", enrollments);
        let students = Course::objects().with(|c| c.students()).all(db)?;
        state.keep_links("Course.students", pairs(students));
        let friends = Person::objects().with(|p| p.friends()).all(db)?;
        state.keep_links("Person.friends", pairs(friends));
        let follows = Person::objects().with(|p| p.follows()).all(db)?;
        state.keep_links("Person.follows", pairs(follows));
        let tags = Post::objects().with(|p| p.tags()).all(db)?;
        state.keep_links("Post.tags", pairs(tags));
        let hidden = Post::objects().with(|p| p.hidden_tags()).all(db)?;
        state.keep_links("Post.hidden_tags", pairs(hidden));
        Ok(state)
    }

    fn read_rows<M: Recorded>(&mut self, db: &Session) -> throughline::Result<()> {
        let rows = M::objects().all(db)?.into_iter();
        let rows: BTreeMap<_, _> = rows
            .map(|row| (row.key().to_string(), Value::Object(row.columns())))
            .collect();
        if !rows.is_empty() {
            self.rows.insert(M::NAME.to_owned(), rows);
        }
        Ok(())
    }

    fn keep_links(&mut self, table: &str, links: impl Iterator<Item = Value>) {
        let mut links: Vec<Value> = links.collect();
        links.sort_by_key(ends);
        if !links.is_empty() {
            self.links.insert(table.to_owned(), links);
        }
    }

    /// What `final` says.
    pub(crate) fn from_trace(end: &Value) -> Result<Self, Fault> {
        let mut state = State::default();
        Request::of(end)?.only(&[&["rows", "links"]])?;
        state.change(Request::of(end)?)?;
        Ok(state)
    }

    /// Changes what `rows` and `links` of an `expect` name.
    pub(crate) fn change(&mut self, expect: Request<'_>) -> Result<(), Fault> {
        for (model, changed) in expect.columns_if_any("rows")?.into_iter().flatten() {
            let rows = self.rows.entry(model.clone()).or_default();
            for (key, row) in Request::of(changed)?.0 {
                match row {
                    Value::Null => rows.remove(key),
                    row => rows.insert(key.clone(), row.clone()),
                };
            }
            if rows.is_empty() {
                self.rows.remove(model);
            }
        }
        if let Some(changed) = expect.columns_if_any("links")? {
            let changed = Request(changed);
            for table in changed.0.keys() {
                self.links.remove(table);
                self.keep_links(table, changed.list(table)?.iter().cloned());
            }
        }
        Ok(())
    }

    /// Where this content differs from what was expected, a line for each row and link.
    pub(crate) fn differences(&self, expected: &State) -> Vec<String> {
        let mut lines = Vec::new();
        let (own, other) = (self.lines(), expected.lines());
        lines.extend(
            other
                .iter()
                .filter(|line| !own.contains(line))
                .map(|line| format!("- {line}")),
        );
        lines.extend(
            own.iter()
                .filter(|line| !other.contains(line))
                .map(|line| format!("+ {line}")),
        );
        lines
    }

    fn lines(&self) -> Vec<String> {
        let rows = self.rows.iter().flat_map(|(model, rows)| {
            rows.iter()
                .map(move |(key, row)| format!("{model} {key} {row}"))
        });
        let links = self
            .links
            .iter()
            .flat_map(|(table, links)| links.iter().map(move |link| format!("{table} {link}")));
        rows.chain(links).collect()
    }
}

fn pairs<M: Recorded, T: Recorded>(rows: Vec<(M, Vec<T>)>) -> impl Iterator<Item = Value> {
    rows.into_iter().flat_map(|(near, far)| {
        let near = near.key();
        far.into_iter().map(move |far| json!([near, far.key()]))
    })
}

/// The two ends of a link, by which links are sorted.
fn ends(link: &Value) -> (i64, i64) {
    let end = |at: usize| link.get(at).and_then(Value::as_i64).unwrap_or_default();
    (end(0), end(1))
}
