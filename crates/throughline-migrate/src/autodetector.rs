//! The autodetector: from two states to the operations between them.
//!
//! A pure function. This release writes additions; whatever else has changed is listed, with
//! the place and the change, so that nothing is lost and nothing is overlooked. Columns for
//! which existing rows need a value that nobody gave are listed as questions.

mod compare;
mod order;

use throughline_core::Result;

use crate::operation::{AddField, AddIndex, AddUnique, CreateModel, Operation};
use crate::state::{Field, Fills, ModelState, ProjectState};

/// What is between two states.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// The operations, in an order in which they can be applied.
    pub operations: Vec<Operation>,
    /// Changes for which there is no operation.
    pub unsupported: Vec<Unsupported>,
    /// Values that are missing.
    pub questions: Vec<Question>,
}

/// A change for which there is no operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// Where: `Student`, or `Student.age`.
    pub place: String,
    /// What: `removed`, or `max_length: 100 → 50`.
    pub change: String,
}

/// A column for which the rows that are there need a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The model.
    pub model: String,
    /// The field.
    pub field: String,
}

/// The operations that lead from one state to the other.
///
/// New models come first, each behind those that it points to; then new columns; then unique
/// keys and indexes; then many-to-many fields, whose ends are all there by then.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if the new state cannot be:
/// two tables or indexes have one name, a foreign key points to a key of several fields, primary
/// keys point to each other in a circle. Also those of `fills`.
pub fn detect(from: &ProjectState, to: &ProjectState, fills: &dyn Fills) -> Result<Changes> {
    let mut changes = Changes::default();
    let (old, new): (Vec<_>, Vec<_>) = to
        .models()
        .partition(|model| from.model(&model.name).is_some());

    compare::check_names(to)?;
    changes
        .unsupported
        .extend(compare::removed_models(from, to));
    let creations = order::creations(&new)?;

    let mut columns = Vec::new();
    let mut keys = Vec::new();
    let mut relations = Vec::new();
    for creation in creations {
        columns.extend(
            creation
                .deferred
                .iter()
                .map(|field| add_field(creation.model, field)),
        );
        relations.extend(many_to_many_fields(creation.model));
        let model = creation.without_deferred();
        keys.extend(key_operations(&model, creation.model));
        changes
            .operations
            .push(Operation::CreateModel(CreateModel { model }));
    }
    for model in old {
        let Some(before) = from.model(&model.name) else {
            continue;
        };
        changes.unsupported.extend(compare::changes(before, model));
        let (new_columns, questions) = new_columns(before, model, fills)?;
        columns.extend(new_columns);
        changes.questions.extend(questions);
        keys.extend(key_operations(before, model));
        relations.extend(
            model
                .fields
                .iter()
                .filter(|field| field.many_to_many().is_some())
                .filter(|field| before.field(&field.name).is_none())
                .map(|field| add_field(model, field)),
        );
    }
    changes.operations.extend(columns);
    changes.operations.extend(keys);
    changes.operations.extend(relations);
    Ok(changes)
}

fn add_field(model: &ModelState, field: &Field) -> Operation {
    Operation::AddField(AddField {
        model: model.name.clone(),
        field: field.clone(),
        fill: None,
    })
}

fn many_to_many_fields(model: &ModelState) -> impl Iterator<Item = Operation> {
    model
        .fields
        .iter()
        .filter(|field| field.many_to_many().is_some())
        .map(|field| add_field(model, field))
}

/// The columns that the model has more than before, with the values of existing rows.
fn new_columns(
    before: &ModelState,
    model: &ModelState,
    fills: &dyn Fills,
) -> Result<(Vec<Operation>, Vec<Question>)> {
    let (mut operations, mut questions) = (Vec::new(), Vec::new());
    for field in &model.fields {
        let Some(column) = field.column() else {
            continue;
        };
        if before.field(&field.name).is_some() {
            continue;
        }
        // One value for all rows would break a unique column; null is none.
        let unique = model.unique.iter().any(|key| *key == [field.name.clone()]);
        let fill = match column.null && unique {
            true => None,
            false => fills.fill(&model.name, &field.name)?,
        };
        if fill.is_none() && !column.null && column.db_default.is_none() {
            let (model, field) = (model.name.clone(), field.name.clone());
            questions.push(Question { model, field });
            continue;
        }
        let (model, field) = (model.name.clone(), field.clone());
        operations.push(Operation::AddField(AddField { model, field, fill }));
    }
    Ok((operations, questions))
}

/// The unique keys and indexes that the model has more than before.
fn key_operations(before: &ModelState, model: &ModelState) -> Vec<Operation> {
    let unique = model
        .unique
        .iter()
        .filter(|key| !compare::has_key(&before.unique, key))
        .map(|fields| {
            let (model, fields) = (model.name.clone(), fields.clone());
            Operation::AddUnique(AddUnique { model, fields })
        });
    let indexes = model
        .indexes
        .iter()
        .filter(|index| !before.indexes.contains(index))
        .map(|fields| {
            let (model, fields) = (model.name.clone(), fields.clone());
            Operation::AddIndex(AddIndex { model, fields })
        });
    unique.chain(indexes).collect()
}

#[cfg(test)]
mod tests;
