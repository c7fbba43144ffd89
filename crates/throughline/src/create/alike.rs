//! Many new rows as values, one behind the other.

use throughline_core::{FieldDef, ModelDef};
use throughline_sql::plan::ValueRows;

use crate::builder::Draft;

/// Consecutive new rows that are given the same fields.
pub(super) struct Alike {
    pub(super) model: &'static ModelDef,
    /// For each field of the model whether it is given.
    given: Vec<bool>,
    pub(super) rows: ValueRows,
}

impl Alike {
    /// All of these. Each draft is let go of at once, so that the next one has its memory.
    pub(super) fn all(drafts: impl IntoIterator<Item = Draft>) -> Vec<Alike> {
        let drafts = drafts.into_iter();
        let expected = drafts.size_hint().0;
        let mut all = Vec::new();
        // Quicker than a loop, which moves each draft out of an `Option` first.
        drafts.for_each(|draft| Alike::add(&mut all, draft, expected));
        all
    }

    /// Puts a draft behind the others, of which so many are expected.
    fn add(all: &mut Vec<Alike>, mut draft: Draft, expected: usize) {
        draft.fill();
        let is_first = all.is_empty();
        match all.last_mut() {
            Some(last) if draft.gives(last.given.iter().copied()) => {
                last.rows.push(draft.take_values());
            }
            _ => {
                let mut rows = ValueRows::default();
                let (model, given) = (draft.model(), draft.given().collect());
                rows.push(draft.take_values());
                if is_first {
                    rows.reserve(expected.saturating_sub(1));
                }
                all.push(Alike { model, given, rows });
            }
        }
    }

    /// The fields that are given a value.
    pub(super) fn fields(&self) -> Vec<&'static FieldDef> {
        let fields = self.model.fields.iter().zip(&self.given);
        let given = fields.filter(|(_, is_given)| **is_given);
        given.map(|(field, _)| field).collect()
    }
}
