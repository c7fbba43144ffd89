//! Operations, each by the key that it begins with.

use throughline_core::Result;

use super::check::check;
use super::keys::Keys;
use super::run;
use super::{field_kind, join_table, through_fields};
use crate::operation::{
    AddCheck, AddField, AddIndex, AddUnique, AlterField, AlterPrimaryKey, AlterTable, CreateModel,
    DeleteModel, LinksToModel, ModelToLinks, MoveRelation, Operation, RemoveCheck, RemoveField,
    RemoveIndex, RemoveUnique, RenameField, RenameModel,
};
use crate::state::{Field, FieldKind, Literal, ModelState};

type Read = fn(&mut Keys<'_>) -> Result<Operation>;

const KINDS: [(&str, Read); 20] = [
    ("create_model", create_model),
    ("delete_model", delete_model),
    ("rename_model", rename_model),
    ("alter_table", alter_table),
    ("alter_primary_key", alter_primary_key),
    ("add_field", add_field),
    ("remove_field", remove_field),
    ("rename_field", rename_field),
    ("alter_field", alter_field),
    ("move_relation", move_relation),
    ("links_to_model", links_to_model),
    ("model_to_links", model_to_links),
    ("add_index", add_index),
    ("remove_index", remove_index),
    ("add_unique", add_unique),
    ("remove_unique", remove_unique),
    ("add_check", add_check),
    ("remove_check", remove_check),
    ("run_sql", run::run_sql),
    ("run_rust", run::run_rust),
];

/// The operation in a table.
pub(super) fn operation(mut keys: Keys<'_>) -> Result<Operation> {
    let Some((_, read)) = KINDS.into_iter().find(|(kind, _)| keys.has(kind)) else {
        let kinds = KINDS.map(|(kind, _)| kind);
        return Err(keys.error(format!(
            "an operation begins with one of {}",
            kinds.join(", ")
        )));
    };
    let operation = read(&mut keys)?;
    keys.finish()?;
    Ok(operation)
}

fn create_model(keys: &mut Keys<'_>) -> Result<Operation> {
    let name = keys.string("create_model")?;
    let (model, _) = model(name, keys, false)?;
    Ok(Operation::CreateModel(CreateModel { model }))
}

/// A model behind its name, and what its rows get in each field if they may be there already.
fn model(
    name: String,
    keys: &mut Keys<'_>,
    has_rows: bool,
) -> Result<(ModelState, Vec<(String, Literal)>)> {
    let table = keys.string("table")?;
    let mut primary_key = keys.optional_names("primary_key")?.unwrap_or_default();
    let (mut fields, mut fills) = (Vec::new(), Vec::new());
    for mut field_keys in keys.tables("fields", "a field")? {
        let name = field_keys.string("name")?;
        let kind = field_kind(&name, &mut field_keys)?;
        if matches!(kind, FieldKind::ManyToMany(_)) {
            let message = "a many-to-many field is no part of a new model";
            return Err(field_keys
                .error_at("type", message)
                .with_hint("write it as an `add_field` behind both models"));
        }
        if field_keys.optional_bool("primary_key")?.unwrap_or(false) {
            if !primary_key.is_empty() {
                let message = "the model has a primary key already";
                return Err(field_keys.error_at("primary_key", message).with_hint(
                    "a key of several fields is written as `primary_key = [\"a\", \"b\"]` of the model",
                ));
            }
            primary_key.push(name.clone());
        }
        if has_rows && let Some(fill) = field_keys.optional_literal("fill")? {
            fills.push((name.clone(), fill));
        }
        field_keys.finish()?;
        fields.push(Field { name, kind });
    }
    let mut checks = Vec::new();
    for mut check_keys in keys.optional_tables("checks", "a check")? {
        checks.push(check(&mut check_keys)?);
        check_keys.finish()?;
    }
    let model = ModelState {
        name,
        table,
        fields,
        primary_key,
        unique: keys.optional_name_lists("unique")?,
        indexes: keys.optional_name_lists("indexes")?,
        checks,
    };
    Ok((model, fills))
}

fn delete_model(keys: &mut Keys<'_>) -> Result<Operation> {
    let model = keys.string("delete_model")?;
    if !lossy(keys)? {
        let message =
            format!("the rows of `{model}` would be lost, and the operation does not say so");
        return Err(keys
            .error(message)
            .with_hint("write `lossy = true` below it, if that is what you want"));
    }
    Ok(Operation::DeleteModel(DeleteModel { model }))
}

fn rename_model(keys: &mut Keys<'_>) -> Result<Operation> {
    Ok(Operation::RenameModel(RenameModel {
        old: keys.string("rename_model")?,
        new: keys.string("to")?,
        table: keys.optional_string("table")?,
    }))
}

fn alter_table(keys: &mut Keys<'_>) -> Result<Operation> {
    Ok(Operation::AlterTable(AlterTable {
        model: keys.string("alter_table")?,
        table: keys.string("table")?,
    }))
}

fn alter_primary_key(keys: &mut Keys<'_>) -> Result<Operation> {
    Ok(Operation::AlterPrimaryKey(AlterPrimaryKey {
        model: keys.string("alter_primary_key")?,
        fields: keys.names("fields")?,
    }))
}

fn add_field(keys: &mut Keys<'_>) -> Result<Operation> {
    let (model, name) = place(keys, "add_field")?;
    let kind = field_kind(&name, keys)?;
    let fill = fill(keys, &kind)?;
    let field = Field { name, kind };
    Ok(Operation::AddField(AddField { model, field, fill }))
}

fn remove_field(keys: &mut Keys<'_>) -> Result<Operation> {
    let (model, field) = place(keys, "remove_field")?;
    let lossy = lossy(keys)?;
    Ok(Operation::RemoveField(RemoveField {
        model,
        field,
        lossy,
        fill_back: keys.optional_literal("fill_back")?,
    }))
}

fn rename_field(keys: &mut Keys<'_>) -> Result<Operation> {
    let (model, old) = place(keys, "rename_field")?;
    Ok(Operation::RenameField(RenameField {
        model,
        old,
        new: keys.string("to")?,
        column: keys.optional_string("column")?,
        join_table: keys.optional_string("join_table")?,
    }))
}

fn alter_field(keys: &mut Keys<'_>) -> Result<Operation> {
    let (model, name) = place(keys, "alter_field")?;
    let kind = field_kind(&name, keys)?;
    let fill = fill(keys, &kind)?;
    let fill_back = match &kind {
        FieldKind::Column(_) => keys.optional_literal("fill_back")?,
        FieldKind::ManyToMany(_) => None,
    };
    let link_fills = fills(keys, "link_fills")?;
    let field = Field { name, kind };
    Ok(Operation::AlterField(AlterField {
        model,
        field,
        fill,
        fill_back,
        link_fills,
    }))
}

fn move_relation(keys: &mut Keys<'_>) -> Result<Operation> {
    let (model, field) = place(keys, "move_relation")?;
    let (to_model, name) = place(keys, "becomes")?;
    let kind = field_kind(&name, keys)?;
    let to_field = Field { name, kind };
    Ok(Operation::MoveRelation(MoveRelation {
        model,
        field,
        to_model,
        to_field,
    }))
}

fn links_to_model(keys: &mut Keys<'_>) -> Result<Operation> {
    let (owner, field) = place(keys, "links_to_model")?;
    let name = keys.string("model")?;
    let [source, target] = through_fields(keys)?;
    let (through, fills) = model(name, keys, true)?;
    Ok(Operation::LinksToModel(LinksToModel {
        model: owner,
        field,
        through,
        source,
        target,
        fills,
    }))
}

fn model_to_links(keys: &mut Keys<'_>) -> Result<Operation> {
    let (model, field) = place(keys, "model_to_links")?;
    Ok(Operation::ModelToLinks(ModelToLinks {
        model,
        field,
        links: join_table(keys)?,
        lossy: lossy(keys)?,
        fills_back: fills(keys, "fills_back")?,
    }))
}

fn add_index(keys: &mut Keys<'_>) -> Result<Operation> {
    let model = keys.string("add_index")?;
    let fields = keys.names("fields")?;
    Ok(Operation::AddIndex(AddIndex { model, fields }))
}

fn remove_index(keys: &mut Keys<'_>) -> Result<Operation> {
    let model = keys.string("remove_index")?;
    let fields = keys.names("fields")?;
    Ok(Operation::RemoveIndex(RemoveIndex { model, fields }))
}

fn add_unique(keys: &mut Keys<'_>) -> Result<Operation> {
    let model = keys.string("add_unique")?;
    let fields = keys.names("fields")?;
    Ok(Operation::AddUnique(AddUnique { model, fields }))
}

fn remove_unique(keys: &mut Keys<'_>) -> Result<Operation> {
    let model = keys.string("remove_unique")?;
    let fields = keys.names("fields")?;
    Ok(Operation::RemoveUnique(RemoveUnique { model, fields }))
}

fn add_check(keys: &mut Keys<'_>) -> Result<Operation> {
    let model = keys.string("add_check")?;
    let check = check(keys)?;
    Ok(Operation::AddCheck(AddCheck { model, check }))
}

fn remove_check(keys: &mut Keys<'_>) -> Result<Operation> {
    let model = keys.string("remove_check")?;
    let name = keys.string("name")?;
    Ok(Operation::RemoveCheck(RemoveCheck { model, name }))
}

/// `Model.field`.
fn place(keys: &mut Keys<'_>, key: &'static str) -> Result<(String, String)> {
    let place = keys.string(key)?;
    match place.split_once('.') {
        Some((model, field)) => Ok((model.to_owned(), field.to_owned())),
        None => Err(keys.error_at(key, "expected `Model.field`")),
    }
}

fn fill(keys: &mut Keys<'_>, kind: &FieldKind) -> Result<Option<Literal>> {
    match kind {
        FieldKind::Column(_) => keys.optional_literal("fill"),
        FieldKind::ManyToMany(_) => Ok(None),
    }
}

/// Values for several fields.
fn fills(keys: &mut Keys<'_>, key: &'static str) -> Result<Vec<(String, Literal)>> {
    let mut fills = Vec::new();
    for mut fill_keys in keys.optional_tables(key, "a fill")? {
        let field = fill_keys.string("field")?;
        if let Some(fill) = fill_keys.optional_literal("fill")? {
            fills.push((field, fill));
        }
        fill_keys.finish()?;
    }
    Ok(fills)
}

pub(super) fn lossy(keys: &mut Keys<'_>) -> Result<bool> {
    Ok(keys.optional_bool("lossy")?.unwrap_or(false))
}
