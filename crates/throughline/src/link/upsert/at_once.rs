//! `add_or_update_with` by one statement, which tells what became of each link.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, KeySource, Link, Result, Row, Value};
use throughline_sql::plan::{Done, LinkUpsert};

use super::AddOrUpdate;
use crate::link::{Payload, read};
use crate::upsert::{TRIES, follow_changes};
use crate::{Outcome, explain};

impl AddOrUpdate {
    /// `None` where that cannot be.
    pub(super) async fn at_once(
        &self,
        connection: &mut Connection,
    ) -> Result<Option<Vec<(Value, Outcome)>>> {
        let capabilities = connection.dialect().capabilities();
        let Some(link) = self.relation.link() else {
            return Ok(None);
        };
        let can = capabilities.tells_outcomes
            && (capabilities.writes_in_with || self.is_decided_by_the_pair(&link));
        if !can {
            return Ok(None);
        }
        let mut done: Vec<(Value, Outcome)> = Vec::with_capacity(self.keys.len());
        let mut left = self.keys.clone();
        for _ in 0..TRIES {
            let plan = self.plan(&left);
            let told = self.send(connection, &plan).await;
            done.extend(told.map_err(|error| explain::link(error, self.relation))?);
            sort(&mut done);
            left.retain(|key| {
                done.binary_search_by(|(known, _)| known.key_order(key))
                    .is_err()
            });
            if left.is_empty() {
                return Ok(Some(done));
            }
        }
        Err(self.contended())
    }

    /// Whether a new link can collide with no other by another key than the pair: for engines that
    /// take any key for the one that decides.
    fn is_decided_by_the_pair(&self, link: &Link) -> bool {
        let model = self.payload.model();
        let is_pair = |key: &[usize]| {
            key.iter()
                .all(|&at| [link.near, link.far].contains(&model.fields[at].column))
        };
        let is_made = |&at: &usize| {
            model.fields[at].key_source != KeySource::Caller && self.payload.value(at).is_none()
        };
        link.unique
            && model.unique.iter().all(|key| is_pair(key))
            && (is_pair(model.primary_key) || model.primary_key.iter().all(is_made))
    }

    fn plan(&self, keys: &[Value]) -> LinkUpsert {
        let (relation, model) = (self.relation, self.payload.model());
        let payload = Payload::shared(relation, Some(self.payload.clone()));
        let is_given = |name: &str| {
            let position = model.fields.iter().position(|field| field.name == name);
            position.is_some_and(|at| {
                self.payload.value(at).is_some() && !model.primary_key.contains(&at)
            })
        };
        let shared = payload.shared_fields.iter().enumerate();
        let changes: Vec<_> = shared
            .filter(|(_, field)| is_given(field.name))
            .map(|(place, _)| place)
            .collect();
        // The present moment would differ every time: it follows another change only.
        let follows = |name: &str| !changes.is_empty() && !is_given(name);
        let touched = follow_changes(model)
            .filter(|field| follows(field.name))
            .map(|field| (field, field.now()));
        let (touched_fields, touched) = touched.unzip();
        let rows = relation.pairs(&self.owner, keys).into_iter();
        let rows = rows.map(|pair| {
            let own = payload.row(&pair[1]);
            pair.into_iter().chain(own)
        });
        let narrows =
            !relation.is_symmetrical() && relation.link().is_some_and(|link| !link.unique);
        LinkUpsert {
            relation,
            owner: narrows.then(|| self.owner.clone()),
            rows: rows.collect(),
            row_fields: payload.row_fields,
            shared_fields: payload.shared_fields,
            shared: payload.shared,
            changes,
            touched_fields,
            touched,
        }
    }

    /// What became of the links from the owner, by their far keys.
    async fn send(
        &self,
        connection: &mut Connection,
        plan: &LinkUpsert,
    ) -> Result<Vec<(Value, Outcome)>> {
        let mut told = Vec::new();
        let mut each = |row: &dyn Row| {
            let near = read::key(row, 0, self.relation.near())?;
            let done = Done::of(row.value(2)?);
            if near == self.owner {
                let outcome = match done {
                    Some(Done::Made) => Outcome::Created,
                    Some(Done::Changed) => Outcome::Updated,
                    _ => Outcome::Unchanged,
                };
                told.push((read::key(row, 1, self.relation.far())?, outcome));
            }
            Ok(())
        };
        connection.fetch(plan, &mut each).await?;
        Ok(told)
    }

    fn contended(&self) -> Error {
        let label = self.relation.label();
        let message =
            format!("others add and remove links of `{label}` faster than they are written");
        Error::new(ErrorKind::SerializationFailure, message)
            .with_field(label)
            .with_hint("try again later: `db.retry(…)` does so")
    }
}

/// In the order of the keys, each once: of several links between two rows, what was changed counts.
fn sort(done: &mut Vec<(Value, Outcome)>) {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Created => 0,
        Outcome::Updated => 1,
        Outcome::Unchanged | Outcome::Found => 2,
    };
    done.sort_by(|(a, one), (b, other)| a.key_order(b).then(rank(one).cmp(&rank(other))));
    done.dedup_by(|(later, _), (first, _)| later == first);
}
