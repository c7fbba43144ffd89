//! The columns of a through model in new links.

use throughline_core::{FieldDef, KeySource, Literal, Relation, Value};

use crate::builder::Draft;

/// The columns of new links: those that every link shares, and those that differ.
#[derive(Debug, Default, Clone)]
pub(crate) struct Payload {
    pub(crate) shared_fields: Vec<&'static FieldDef>,
    pub(crate) shared: Vec<Value>,
    /// First the keys that the library makes, another one for each row; then the columns that
    /// were given for each far key.
    pub(crate) row_fields: Vec<&'static FieldDef>,
    /// How many of `row_fields` are such keys.
    own_keys: usize,
    /// The given values of `row_fields` for each far key, in the order of the keys.
    rows: Vec<(Value, Vec<Value>)>,
}

impl Payload {
    /// The same values for each link.
    pub(crate) fn shared(relation: Relation, draft: Option<Draft>) -> Payload {
        let Some(mut draft) = draft else {
            return Payload::default();
        };
        let model = draft.model();
        let own_keys = own_keys(std::slice::from_ref(&draft));
        draft.fill();
        let (mut shared_fields, mut shared) = (Vec::new(), Vec::new());
        for (position, value) in draft.into_given() {
            let field = &model.fields[position];
            let is_own = own_keys.iter().any(|own| own.name == field.name);
            if !is_end(relation, field) && !is_own {
                shared_fields.push(field);
                shared.push(value);
            }
        }
        Payload {
            shared_fields,
            shared,
            own_keys: own_keys.len(),
            row_fields: own_keys,
            rows: Vec::new(),
        }
    }

    /// Values of its own for each link. Of two for one far key the first counts.
    pub(crate) fn each(relation: Relation, links: Vec<(Value, Draft)>) -> Payload {
        let (keys, mut drafts): (Vec<_>, Vec<_>) = links.into_iter().unzip();
        let Some(model) = drafts.first().map(Draft::model) else {
            return Payload::default();
        };
        let mut row_fields = own_keys(&drafts);
        let own_keys = row_fields.len();
        drafts.iter_mut().for_each(Draft::fill);
        let given = |field: &&'static FieldDef| {
            !is_end(relation, field)
                && !row_fields.iter().any(|own| own.name == field.name)
                && drafts.iter().any(|draft| draft.value_of(field).is_some())
        };
        let given: Vec<_> = model.fields.iter().filter(given).collect();
        let values = |draft: &Draft| {
            given
                .iter()
                .map(|field| value_or_default(draft, field))
                .collect::<Vec<_>>()
        };
        let mut rows: Vec<_> = keys.into_iter().zip(drafts.iter().map(values)).collect();
        rows.sort_by(|(a, _), (b, _)| a.key_order(b));
        rows.dedup_by(|(later, _), (first, _)| later == first);
        row_fields.extend(given);
        Payload {
            row_fields,
            own_keys,
            rows,
            ..Payload::default()
        }
    }

    /// The values of `row_fields` in a link to that far key.
    pub(crate) fn row(&self, key: &Value) -> Vec<Value> {
        let own = self.row_fields[..self.own_keys].iter();
        let own = own.map(|field| field.initial_value().unwrap_or(Value::Null));
        let given = self
            .rows
            .binary_search_by(|(known, _)| known.key_order(key));
        let given = given
            .map(|at| self.rows[at].1.as_slice())
            .unwrap_or_default();
        own.chain(given.iter().cloned()).collect()
    }
}

/// The primary keys that the library makes and that no draft was given.
fn own_keys(drafts: &[Draft]) -> Vec<&'static FieldDef> {
    let Some(model) = drafts.first().map(Draft::model) else {
        return Vec::new();
    };
    let is_own = |field: &&'static FieldDef| {
        field.key_source == KeySource::Client
            && drafts.iter().all(|draft| draft.value_of(field).is_none())
    };
    model.key_fields().filter(is_own).collect()
}

/// The value, or what the database would put where another link of the call has one.
fn value_or_default(draft: &Draft, field: &'static FieldDef) -> Value {
    let given = draft.value_of(field).cloned();
    given
        .or_else(|| field.db_default.map(Literal::to_value))
        .unwrap_or(Value::Null)
}

/// Whether the field is one of the two ends of a link.
fn is_end(relation: Relation, field: &FieldDef) -> bool {
    relation
        .link()
        .is_some_and(|link| field.column == link.near || field.column == link.far)
}
