//! Paths to many rows of which at most one has a value: unique keys tell it.

use throughline_core::{FieldDef, ModelDef, Relation};

use super::FieldPath;

impl FieldPath {
    /// Whether of the rows that the first relation leads to, which are many, at most one has a given value
    /// at the end of the path: a student has one enrollment in a course, where the two are unique together.
    pub(crate) fn has_one_match(&self) -> bool {
        let [first, rest @ ..] = &*self.relations else {
            return false;
        };
        let far = first.far().model;
        let Some(fixed) = first
            .is_multiple()
            .then(|| fixed(far, rest, self.field))
            .flatten()
        else {
            return false;
        };
        if far.is_unique(&[fixed]) {
            // One far row, which has one link.
            return first.link().is_none_or(|link| link.unique);
        }
        let near = first.far_column();
        let near = near.and_then(|column| place(far, |field| field.column == column));
        near.is_some_and(|near| far.is_unique(&[near, fixed]))
    }
}

/// The field of a model of which it is known what it holds, if the path from there ends in a known value.
fn fixed(model: &ModelDef, path: &[Relation], field: &FieldDef) -> Option<usize> {
    let [front @ .., last] = path else {
        return place(model, |own| own.name == field.name);
    };
    // A foreign key holds the key of the one row that has the value.
    let column = last.own_column()?;
    let far = last.far().model;
    let position = place(far, |own| own.name == field.name)?;
    let near = last.near().model;
    let key = near.fields.iter().find(|own| own.column == column)?;
    far.is_unique(&[position])
        .then(|| fixed(model, front, key))
        .flatten()
}

fn place(model: &ModelDef, test: impl Fn(&FieldDef) -> bool) -> Option<usize> {
    model.fields.iter().position(test)
}
