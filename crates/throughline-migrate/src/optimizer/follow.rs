//! An operation as it is when a model or a field of the past has another name.

use crate::operation::Operation;
use crate::state::Field;

/// Makes an operation that stood before a rename one that stands behind it.
pub(super) fn follow(operation: &mut Operation, rename: &Operation) {
    match rename {
        Operation::RenameModel(rename) => {
            for name in models(operation) {
                if *name == rename.old {
                    name.clone_from(&rename.new);
                }
            }
            for field in fields(operation) {
                field.rename_target(&rename.old, &rename.new);
            }
        }
        Operation::RenameField(rename) => {
            for field in fields(operation) {
                field.rename_through_field(&rename.model, &rename.old, &rename.new);
            }
        }
        _ => {}
    }
}

/// The models that an operation names besides those that fields point to.
fn models(operation: &mut Operation) -> Vec<&mut String> {
    match operation {
        Operation::CreateModel(o) => vec![&mut o.model.name],
        Operation::DeleteModel(o) => vec![&mut o.model],
        Operation::RenameModel(o) => vec![&mut o.old, &mut o.new],
        Operation::AlterTable(o) => vec![&mut o.model],
        Operation::AddField(o) => vec![&mut o.model],
        Operation::RemoveField(o) => vec![&mut o.model],
        Operation::RenameField(o) => vec![&mut o.model],
        Operation::AlterField(o) => vec![&mut o.model],
        Operation::MoveRelation(o) => vec![&mut o.model, &mut o.to_model],
        Operation::LinksToModel(o) => vec![&mut o.model, &mut o.through.name],
        Operation::AddIndex(o) => vec![&mut o.model],
        Operation::RemoveIndex(o) => vec![&mut o.model],
        Operation::AddUnique(o) => vec![&mut o.model],
        Operation::RemoveUnique(o) => vec![&mut o.model],
        Operation::AddCheck(o) => vec![&mut o.model],
        Operation::RemoveCheck(o) => vec![&mut o.model],
        // Nothing passes the others, so none of them stands between.
        _ => Vec::new(),
    }
}

/// The fields that an operation brings.
fn fields(operation: &mut Operation) -> Vec<&mut Field> {
    match operation {
        Operation::CreateModel(o) => o.model.fields.iter_mut().collect(),
        Operation::LinksToModel(o) => o.through.fields.iter_mut().collect(),
        Operation::AddField(o) => vec![&mut o.field],
        Operation::AlterField(o) => vec![&mut o.field],
        Operation::MoveRelation(o) => vec![&mut o.to_field],
        _ => Vec::new(),
    }
}
