//! What an operation touches, and which operations may be done in either order.

use crate::operation::{AlterField, Operation};
use crate::state::{Field, FieldKind, Links, ProjectState};

/// What an operation touches.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Touches {
    /// Nobody knows.
    Everything,
    /// These, and nothing besides.
    These(Vec<Touch>),
}

/// Something that an operation touches.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Touch {
    /// A model as a whole: its name, its table, its rows.
    Model(String),
    /// A field of a model.
    Field(String, String),
    /// A model that a field points to: it has to be there, by this name.
    Target(String),
}

/// Whether two operations do the same in either order.
pub(super) fn independent(one: &Touches, other: &Touches) -> bool {
    match (one, other) {
        (Touches::These(one), Touches::These(other)) => one
            .iter()
            .all(|one| other.iter().all(|other| !one.overlaps(other))),
        _ => false,
    }
}

impl Touch {
    fn overlaps(&self, other: &Touch) -> bool {
        match (self, other) {
            (Touch::Field(model, field), Touch::Field(other_model, other_field)) => {
                model == other_model && field == other_field
            }
            (Touch::Target(_), Touch::Target(_) | Touch::Field(..))
            | (Touch::Field(..), Touch::Target(_)) => false,
            (one, other) => one.model() == other.model(),
        }
    }

    fn model(&self) -> &str {
        match self {
            Touch::Model(model) | Touch::Field(model, _) | Touch::Target(model) => model,
        }
    }
}

/// What an operation touches; `before` is the state before it.
pub(super) fn touches(operation: &Operation, before: &ProjectState) -> Touches {
    let whole = |model: &String| vec![Touch::Model(model.clone())];
    Touches::These(match operation {
        Operation::CreateModel(o) => {
            let mut touched = whole(&o.model.name);
            touched.extend(o.model.fields.iter().flat_map(pointed));
            touched
        }
        Operation::DeleteModel(o) => whole(&o.model),
        Operation::RenameModel(o) => vec![Touch::Model(o.old.clone()), Touch::Model(o.new.clone())],
        Operation::AlterTable(o) => whole(&o.model),
        Operation::AddField(o) => {
            let mut touched = pointed(&o.field);
            touched.push(field(&o.model, &o.field.name));
            touched
        }
        Operation::RemoveField(o) => vec![field(&o.model, &o.field)],
        Operation::RenameField(o) => vec![field(&o.model, &o.old), field(&o.model, &o.new)],
        Operation::AlterField(o) => altered(o, before),
        Operation::MoveRelation(o) => {
            let mut touched = pointed(&o.to_field);
            touched.push(field(&o.model, &o.field));
            touched.push(field(&o.to_model, &o.to_field.name));
            touched
        }
        Operation::LinksToModel(o) => {
            let mut touched = whole(&o.through.name);
            touched.extend(o.through.fields.iter().flat_map(pointed));
            touched.push(field(&o.model, &o.field));
            touched
        }
        Operation::AddIndex(o) => fields(&o.model, &o.fields),
        Operation::RemoveIndex(o) => fields(&o.model, &o.fields),
        Operation::AddUnique(o) => fields(&o.model, &o.fields),
        Operation::RemoveUnique(o) => fields(&o.model, &o.fields),
        Operation::AddCheck(o) => whole(&o.model),
        Operation::RemoveCheck(o) => whole(&o.model),
        // The keys of a model stand in other tables too; the through model is not named; and of
        // what is not listed here, nothing is known.
        _ => return Touches::Everything,
    })
}

/// What a field points to.
fn pointed(of: &Field) -> Vec<Touch> {
    let mut touched: Vec<_> = of
        .targets()
        .map(|to| Touch::Target(to.to_owned()))
        .collect();
    let links = of.many_to_many().map(|relation| &relation.links);
    if let Some(Links::Through {
        model,
        source,
        target,
    }) = links
    {
        touched.push(field(model, source));
        touched.push(field(model, target));
    }
    touched
}

/// Links may be copied from a through model and into one, and keys of the model into links.
fn altered(alter: &AlterField, before: &ProjectState) -> Vec<Touch> {
    let mut touched = vec![field(&alter.model, &alter.field.name)];
    let old = before.model(&alter.model);
    let old = old.and_then(|model| model.field(&alter.field.name));
    let is_column = |field: &Field| matches!(field.kind, FieldKind::Column(_));
    if old.is_none_or(|old| is_column(old) != is_column(&alter.field)) {
        touched.push(Touch::Model(alter.model.clone()));
    }
    for field in old.into_iter().chain([&alter.field]) {
        touched.extend(pointed(field));
        let through = field.many_to_many().and_then(|relation| relation.through());
        touched.extend(through.map(|through| Touch::Model(through.to_owned())));
    }
    touched
}

fn field(model: &str, field: &str) -> Touch {
    Touch::Field(model.to_owned(), field.to_owned())
}

fn fields(model: &str, names: &[String]) -> Vec<Touch> {
    names.iter().map(|name| field(model, name)).collect()
}
