//! What two operations come to, one directly behind the other.

mod added;
mod altered;

use crate::operation::{AlterTable, CreateModel, Operation, RemoveField, RenameField, RenameModel};
use crate::state::{Field, ProjectState};

/// What the two come to. `before` is the state before the first.
///
/// An answer is a proposal: it does the same to rows, and whether it leads to the same state is
/// seen at the replay. So what was renamed there and back comes to nothing here, though it may
/// have another column now.
pub(super) fn reduce(
    first: &Operation,
    next: &Operation,
    before: &ProjectState,
) -> Option<Vec<Operation>> {
    if let Operation::DeleteModel(delete) = next
        && is_inside(first, &delete.model, before)
    {
        return Some(vec![next.clone()]);
    }
    match (first, next) {
        (Operation::CreateModel(create), _) => created(create, next, before),
        (Operation::AddField(add), _) => added::added(add, next, before),
        (Operation::AlterField(first), _) => altered::altered(first, next, before),
        (Operation::RenameField(rename), _) => field_renamed(rename, next),
        (Operation::RenameModel(rename), _) => model_renamed(rename, next),
        (Operation::AlterTable(alter), _) => table_altered(alter, next, before),
        (Operation::AddIndex(a), Operation::RemoveIndex(b)) => {
            nothing_if(a.model == b.model && a.fields == b.fields)
        }
        (Operation::RemoveIndex(a), Operation::AddIndex(b)) => {
            nothing_if(a.model == b.model && a.fields == b.fields)
        }
        (Operation::AddUnique(a), Operation::RemoveUnique(b)) => {
            nothing_if(a.model == b.model && a.fields == b.fields)
        }
        (Operation::RemoveUnique(a), Operation::AddUnique(b)) => {
            nothing_if(a.model == b.model && a.fields == b.fields)
        }
        (Operation::AddCheck(a), Operation::RemoveCheck(b)) => {
            nothing_if(a.model == b.model && a.check.name == b.name)
        }
        (Operation::RemoveCheck(a), Operation::AddCheck(b)) => {
            nothing_if(a.model == b.model && a.name == b.check.name)
        }
        _ => None,
    }
}

fn nothing_if(condition: bool) -> Option<Vec<Operation>> {
    condition.then(Vec::new)
}

/// Whether an operation changes something inside of a model, and nothing when that goes.
fn is_inside(operation: &Operation, model: &str, before: &ProjectState) -> bool {
    match operation {
        Operation::AddField(o) => o.model == model && o.field.column().is_some(),
        Operation::AlterField(o) => {
            let old = before.model(model).and_then(|old| old.field(&o.field.name));
            let is_column = |field: &Field| field.column().is_some();
            o.model == model && is_column(&o.field) && old.is_some_and(is_column)
        }
        Operation::RemoveField(o) => o.model == model,
        Operation::RenameField(o) => o.model == model,
        Operation::AlterTable(o) => o.model == model,
        Operation::AddIndex(o) => o.model == model,
        Operation::RemoveIndex(o) => o.model == model,
        Operation::AddUnique(o) => o.model == model,
        Operation::RemoveUnique(o) => o.model == model,
        Operation::AddCheck(o) => o.model == model,
        Operation::RemoveCheck(o) => o.model == model,
        _ => false,
    }
}

/// A new model takes what is done to it, as the replay says, if nothing else is changed by that.
fn created(
    create: &CreateModel,
    next: &Operation,
    before: &ProjectState,
) -> Option<Vec<Operation>> {
    let (old, new) = changed_model(next)?;
    if old != create.model.name {
        return None;
    }
    if let Operation::DeleteModel(_) = next {
        return Some(Vec::new());
    }
    let mut state = before.clone();
    state.add_model(create.model.clone()).ok()?;
    next.state_forwards(&mut state).ok()?;
    let model = state.remove_model(new).ok()?;
    let is_table = model.fields.iter().all(|field| field.column().is_some());
    (is_table && state == *before).then(|| vec![Operation::CreateModel(CreateModel { model })])
}

/// The model inside of which an operation changes something, by its names before and after it.
fn changed_model(operation: &Operation) -> Option<(&str, &str)> {
    match operation {
        Operation::RenameModel(rename) => Some((&rename.old, &rename.new)),
        Operation::DeleteModel(_)
        | Operation::AlterTable(_)
        | Operation::AlterPrimaryKey(_)
        | Operation::AddField(_)
        | Operation::RemoveField(_)
        | Operation::RenameField(_)
        | Operation::AlterField(_)
        | Operation::AddIndex(_)
        | Operation::RemoveIndex(_)
        | Operation::AddUnique(_)
        | Operation::RemoveUnique(_)
        | Operation::AddCheck(_)
        | Operation::RemoveCheck(_) => Some((operation.model(), operation.model())),
        _ => None,
    }
}

fn field_renamed(first: &RenameField, next: &Operation) -> Option<Vec<Operation>> {
    match next {
        Operation::RenameField(next) if next.model == first.model && next.old == first.new => {
            if first.old == next.new {
                return Some(Vec::new());
            }
            let join_table = next.join_table.clone().or(first.join_table.clone());
            Some(vec![Operation::RenameField(RenameField {
                old: first.old.clone(),
                join_table,
                ..next.clone()
            })])
        }
        Operation::RemoveField(next) if next.model == first.model && next.field == first.new => {
            Some(vec![Operation::RemoveField(RemoveField {
                field: first.old.clone(),
                ..next.clone()
            })])
        }
        _ => None,
    }
}

fn model_renamed(first: &RenameModel, next: &Operation) -> Option<Vec<Operation>> {
    match next {
        Operation::RenameModel(next) if next.old == first.new => {
            if first.old == next.new {
                return Some(Vec::new());
            }
            let table = next.table.clone().or(first.table.clone());
            Some(vec![Operation::RenameModel(RenameModel {
                old: first.old.clone(),
                table,
                ..next.clone()
            })])
        }
        Operation::AlterTable(next) if next.model == first.new => {
            Some(vec![Operation::RenameModel(RenameModel {
                table: Some(next.table.clone()),
                ..first.clone()
            })])
        }
        Operation::DeleteModel(next) if next.model == first.new => {
            let mut delete = next.clone();
            delete.model.clone_from(&first.old);
            Some(vec![Operation::DeleteModel(delete)])
        }
        _ => None,
    }
}

fn table_altered(
    first: &AlterTable,
    next: &Operation,
    before: &ProjectState,
) -> Option<Vec<Operation>> {
    match next {
        Operation::AlterTable(other) if other.model == first.model => {
            let is_back = before.model(&first.model)?.table == other.table;
            Some(if is_back {
                Vec::new()
            } else {
                vec![next.clone()]
            })
        }
        Operation::RenameModel(next) if next.old == first.model => {
            let table = next.table.clone().or(Some(first.table.clone()));
            Some(vec![Operation::RenameModel(RenameModel {
                table,
                ..next.clone()
            })])
        }
        _ => None,
    }
}
