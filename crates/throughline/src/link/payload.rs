//! The columns of a through model in new links.

use throughline_core::{FieldDef, KeySource, Literal, Relation, Value};

use crate::builder::Draft;

/// The columns of new links: those that every link shares, and those that differ.
#[derive(Debug, Default)]
pub(crate) struct Payload {
    pub(crate) shared_fields: Vec<&'static FieldDef>,
    pub(crate) shared: Vec<Value>,
    pub(crate) row_fields: Vec<&'static FieldDef>,
    /// The values of `row_fields` for each far key, in the order of the keys. Empty where they
    /// are made anew for each link.
    rows: Vec<(Value, Vec<Value>)>,
}

impl Payload {
    /// The same values for each link. A key that the library makes is another one for each.
    pub(crate) fn shared(relation: Relation, draft: Option<Draft>) -> Payload {
        let Some(mut draft) = draft else { return Payload::default() };
        let model = draft.model();
        let own = model.key_fields().filter(|field| {
            field.key_source == KeySource::Client && draft.value_of(field).is_none()
        });
        let mut payload = Payload { row_fields: own.collect(), ..Payload::default() };
        draft.fill();
        for (position, value) in draft.into_given() {
            let field = &model.fields[position];
            let is_own = payload.row_fields.iter().any(|own| own.name == field.name);
            if !is_end(relation, field) && !is_own {
                payload.shared_fields.push(field);
                payload.shared.push(value);
            }
        }
        payload
    }

    /// Values of its own for each link. Of two for one far key the first counts.
    pub(crate) fn each(relation: Relation, mut drafts: Vec<(Value, Draft)>) -> Payload {
        let Some((_, first)) = drafts.first() else { return Payload::default() };
        let model = first.model();
        drafts.iter_mut().for_each(|(_, draft)| draft.fill());
        let given = |field: &&'static FieldDef| {
            !is_end(relation, field)
                && drafts.iter().any(|(_, draft)| draft.value_of(field).is_some())
        };
        let row_fields: Vec<_> = model.fields.iter().filter(given).collect();
        let values = |draft: &Draft| {
            row_fields.iter().map(|field| value_or_default(draft, field)).collect()
        };
        let mut rows: Vec<(Value, Vec<Value>)> =
            drafts.iter().map(|(key, draft)| (key.clone(), values(draft))).collect();
        rows.sort_by(|(a, _), (b, _)| a.key_order(b));
        rows.dedup_by(|(later, _), (first, _)| later == first);
        Payload { row_fields, rows, ..Payload::default() }
    }

    /// The values of `row_fields` in a link to that far key.
    pub(crate) fn row(&self, key: &Value) -> Vec<Value> {
        match self.rows.binary_search_by(|(known, _)| known.key_order(key)) {
            Ok(at) => self.rows[at].1.clone(),
            Err(_) => {
                let made = self.row_fields.iter();
                made.map(|field| field.initial_value().unwrap_or(Value::Null)).collect()
            }
        }
    }
}

/// The value, or what the database would put where another link of the call has one.
fn value_or_default(draft: &Draft, field: &'static FieldDef) -> Value {
    let given = draft.value_of(field).cloned();
    given.or_else(|| field.db_default.map(Literal::to_value)).unwrap_or(Value::Null)
}

/// Whether the field is one of the two ends of a link.
fn is_end(relation: Relation, field: &FieldDef) -> bool {
    relation.link().is_some_and(|link| field.column == link.near || field.column == link.far)
}
