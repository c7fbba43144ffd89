//! A new field, and what is done to it next.

use crate::operation::{AddField, AlterField, CreateModel, LinksToModel, Operation};
use crate::state::{Column, Field, Links, Literal, ProjectState};

/// What a new field and the next operation come to.
pub(super) fn added(
    add: &AddField,
    next: &Operation,
    before: &ProjectState,
) -> Option<Vec<Operation>> {
    let is_it = |model: &str, field: &str| model == add.model && field == add.field.name;
    match next {
        Operation::RemoveField(next) if is_it(&next.model, &next.field) => Some(Vec::new()),
        Operation::RenameField(rename) if is_it(&rename.model, &rename.old) => {
            let mut state = before.clone();
            state.add_field(&add.model, add.field.clone()).ok()?;
            next.state_forwards(&mut state).ok()?;
            let field = state.model(&add.model)?.field(&rename.new)?.clone();
            Some(vec![Operation::AddField(AddField {
                field,
                ..add.clone()
            })])
        }
        Operation::AlterField(next) if is_it(&next.model, &next.field.name) => {
            altered(add, next).map(|add| vec![Operation::AddField(add)])
        }
        Operation::MoveRelation(next) if is_it(&next.model, &next.field) => {
            Some(vec![Operation::AddField(AddField {
                model: next.to_model.clone(),
                field: next.to_field.clone(),
                fill: None,
            })])
        }
        Operation::LinksToModel(next) if is_it(&next.model, &next.field) => links_turned(add, next),
        _ => None,
    }
}

fn altered(add: &AddField, next: &AlterField) -> Option<AddField> {
    let fill = match (add.field.column(), next.field.column()) {
        (Some(old), Some(new)) => fill(add, old, next, new)?,
        // A new join table holds no links that could be turned into something.
        (None, None) if has_join_table(&add.field) => None,
        _ => return None,
    };
    Some(AddField {
        model: add.model.clone(),
        field: next.field.clone(),
        fill,
    })
}

/// What the rows get in the end, if that can be said: values that are turned into another type
/// cannot.
fn fill(add: &AddField, old: &Column, next: &AlterField, new: &Column) -> Option<Option<Literal>> {
    if old.content != new.content || old.is_numbered() {
        return None;
    }
    let given = add.fill.as_ref().or(old.db_default.as_ref());
    let fill = given.or(next.fill.as_ref()).cloned();
    // Rows with null would get the later default.
    let is_sure = fill.is_some() || new.db_default.is_none();
    is_sure.then_some(fill)
}

fn has_join_table(field: &Field) -> bool {
    let links = field.many_to_many().map(|relation| &relation.links);
    matches!(links, Some(Links::JoinTable { .. }))
}

/// A new through model, and a relation through it.
fn links_turned(add: &AddField, next: &LinksToModel) -> Option<Vec<Operation>> {
    let mut field = add.field.clone();
    let relation = field.many_to_many_mut()?;
    relation.links = Links::Through {
        model: next.through.name.clone(),
        source: next.source.clone(),
        target: next.target.clone(),
    };
    has_join_table(&add.field).then(|| {
        let model = next.through.clone();
        vec![
            Operation::CreateModel(CreateModel { model }),
            Operation::AddField(AddField {
                model: add.model.clone(),
                field,
                fill: None,
            }),
        ]
    })
}
