//! A field that was altered, and what is done to it next.

use crate::operation::{AlterField, Operation, RemoveField};
use crate::state::{Column, ProjectState};

/// What an altered field and the next operation come to.
pub(super) fn altered(
    first: &AlterField,
    next: &Operation,
    before: &ProjectState,
) -> Option<Vec<Operation>> {
    let is_it = |model: &str, field: &str| model == first.model && field == first.field.name;
    let old = before.model(&first.model)?.field(&first.field.name)?;
    let (old, middle) = (old.column()?, first.field.column()?);
    match next {
        Operation::AlterField(next) if is_it(&next.model, &next.field.name) => {
            twice(first, next, [old, middle, next.field.column()?])
        }
        Operation::RemoveField(next) if is_it(&next.model, &next.field) => {
            // On the way back it would be null in between, and get another value then.
            let fill_back = match &next.fill_back {
                None => first.fill_back.clone(),
                Some(_) if old.content != middle.content => return None,
                fill => fill.clone(),
            };
            Some(vec![Operation::RemoveField(RemoveField {
                fill_back,
                ..next.clone()
            })])
        }
        _ => None,
    }
}

/// Altered twice, where the second time leaves the type. What stands in place of null is that
/// of the first time, as null was gone then.
fn twice(
    first: &AlterField,
    next: &AlterField,
    [old, middle, new]: [&Column; 3],
) -> Option<Vec<Operation>> {
    let refuses_null = !middle.null && first.fill.is_none();
    let is_sure = middle.content == new.content
        && !(refuses_null
            && (new.null || next.fill.is_some() || middle.db_default != new.db_default))
        && (next.fill_back.is_none() || old.content == middle.content);
    is_sure.then(|| {
        vec![Operation::AlterField(AlterField {
            fill: first.fill.clone().or(next.fill.clone()),
            fill_back: next.fill_back.clone().or(first.fill_back.clone()),
            ..next.clone()
        })]
    })
}
