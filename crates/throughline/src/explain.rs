//! Errors of the database in the names of the user's models and fields.

use throughline_core::{ColumnType, Error, ErrorKind, FieldDef, ModelDef, Relation, Value, names};
use throughline_sql::plan::{Insert, InsertLinked, NewLink, Upsert};

/// The error of a statement that wrote rows of the model.
pub(crate) fn write(error: Error, model: &'static ModelDef) -> Error {
    let fields = error
        .constraint()
        .and_then(|columns| fields(columns, model));
    let name = model.name;
    let message = match (error.kind(), &fields) {
        (ErrorKind::UniqueViolation, Some(fields)) => {
            format!("`{name}` has a row with this {} already", join(fields))
        }
        (ErrorKind::NotNullViolation, Some(fields)) => {
            format!("`{name}` needs a value for {}", join(fields))
        }
        (ErrorKind::CheckViolation, _) if error.constraint().is_none() => {
            return too_long(error, model);
        }
        (ErrorKind::CheckViolation, _) => {
            let check = error.constraint().unwrap_or("of the database");
            let is_declared = model.checks.iter().any(|declared| declared.name == check);
            if let Some((field, message)) = checked_field(check, model).filter(|_| !is_declared) {
                return error
                    .with_message(message)
                    .with_model(name)
                    .with_field(field.name);
            }
            format!("a value of `{name}` breaks the check `{check}`")
        }
        (ErrorKind::ForeignKeyViolation, _) => {
            let keys = model
                .fields
                .iter()
                .filter(|field| field.references.is_some());
            let keys: Vec<_> = keys.map(|field| field.name).collect();
            if keys.is_empty() {
                return error.with_model(name);
            }
            format!(
                "`{name}` points to a row that is not there: see {}",
                join(&keys)
            )
        }
        _ => return error.with_model(name),
    };
    let error = error.with_message(message).with_model(name);
    match fields.as_deref() {
        Some([field]) => error.with_field(*field),
        _ => error,
    }
}

/// The error of a text that is too long, of an engine that does not tell for which column.
fn too_long(error: Error, model: &'static ModelDef) -> Error {
    let name = model.name;
    let bounded: Vec<_> = model
        .fields
        .iter()
        .filter(|field| field.max_length.is_some())
        .collect();
    if let [field] = bounded.as_slice() {
        return error
            .with_message(takes_at_most(field, model))
            .with_model(name)
            .with_field(field.name);
    }
    let fields: Vec<_> = bounded.iter().map(|field| field.name).collect();
    let message = format!("a text of `{name}` is too long: see {}", join(&fields));
    error.with_message(message).with_model(name)
}

/// What a field of text, or of JSON, asks for. A key of text has a length on MariaDB that its field
/// does not say.
fn takes_at_most(field: &FieldDef, model: &ModelDef) -> String {
    let (name, model) = (field.name, model.name);
    match (field.max_length, field.column_type) {
        (Some(length), _) => format!("`{name}` of `{model}` takes at most {length} characters"),
        (None, ColumnType::Json) => format!("`{name}` of `{model}` takes JSON, and this is none"),
        (None, _) => format!("`{name}` of `{model}` is longer than its column takes"),
    }
}

/// The error of a statement that deleted rows of the model.
pub(crate) fn delete(error: Error, model: &'static ModelDef) -> Error {
    let name = model.name;
    if error.kind() != ErrorKind::ForeignKeyViolation {
        return error.with_model(name);
    }
    error
        .with_message(format!(
            "a row of `{name}` cannot go while other rows point to it"
        ))
        .with_model(name)
        .with_hint(
            "delete these rows first, or say `on_delete = cascade` or `set_null` at their foreign \
             key",
        )
}

/// The error of a statement that wrote links of the relation.
pub(crate) fn link(error: Error, relation: Relation) -> Error {
    let label = relation.label();
    let (near, far) = (relation.near().model.name, relation.far().model.name);
    match error.kind() {
        ErrorKind::ForeignKeyViolation => error
            .with_message(format!(
                "`{label}`: one of the keys is that of no `{far}`, or this `{near}` is gone; no \
                 link was changed"
            ))
            .with_model(near)
            .with_field(label)
            .with_hint(format!(
                "create the `{far}` first, or `create` it through the relation"
            )),
        _ => match relation.link().and_then(|link| link.through) {
            Some(through) => write(error, through),
            None => error.with_model(near).with_field(label),
        },
    }
}

/// The error of a statement that wrote a row of the model and a link to it. The engine tells the
/// table of what was violated; of a text that is too long it tells nothing.
pub(crate) fn linked(error: Error, plan: &InsertLinked) -> Error {
    let Insert {
        model,
        fields,
        values,
        ..
    } = &plan.insert;
    row_or_link(error, model, (fields, values), &plan.link)
}

/// The error of a statement that found, changed or made a row, with a link to it.
pub(crate) fn upsert(error: Error, plan: &Upsert) -> Error {
    match &plan.link {
        Some(new) => row_or_link(error, plan.model, (&plan.fields, &plan.values), new),
        None => write(error, plan.model),
    }
}

fn row_or_link(
    error: Error,
    model: &'static ModelDef,
    (fields, values): (&[&'static FieldDef], &[Value]),
    new: &NewLink,
) -> Error {
    let of_link = match error.table() {
        Some(table) => new.relation.link().is_some_and(|link| link.table == table),
        None => {
            let mut row = fields.iter().zip(values);
            let mut link = new.shared_fields.iter().zip(&new.shared);
            link.any(is_too_long) && !row.any(is_too_long)
        }
    };
    match of_link {
        true => link(error, new.relation),
        false => write(error, model),
    }
}

fn is_too_long((field, value): (&&'static FieldDef, &Value)) -> bool {
    match (field.max_length, value) {
        (Some(most), Value::Text(text)) => text.chars().count() > most as usize,
        _ => false,
    }
}

/// The fields of the key that was violated: an engine tells its name, as migrations have made it, or
/// its columns.
fn fields(constraint: &str, model: &'static ModelDef) -> Option<Vec<&'static str>> {
    let is_named = |key: &[usize]| {
        let columns: Vec<_> = key.iter().map(|&at| model.fields[at].column).collect();
        names::constraint(model.table, &columns, "uniq") == constraint
    };
    let primary = names::constraint(model.table, &[], "pkey");
    let key = match constraint == primary || constraint == "PRIMARY" {
        true => Some(model.primary_key),
        false => model.unique.iter().copied().find(|key| is_named(key)),
    };
    match key {
        Some(key) => Some(key.iter().map(|&at| model.fields[at].name).collect()),
        None => fields_of_columns(constraint, model),
    }
}

/// The name of a column without that of its table, which not every engine tells.
fn own_column<'c>(column: &'c str, model: &ModelDef) -> &'c str {
    let own = column.strip_prefix(model.table);
    own.and_then(|own| own.strip_prefix('.')).unwrap_or(column)
}

/// The fields behind `table.column, table.column`, or `column`, if they are all the model's.
fn fields_of_columns(columns: &str, model: &'static ModelDef) -> Option<Vec<&'static str>> {
    let field = |column: &str| {
        let column = own_column(column, model);
        model
            .fields
            .iter()
            .find(|field| field.column == column)
            .map(|field| field.name)
    };
    columns.split(", ").map(field).collect()
}

/// The field whose own check the failed one is, and what it asks: the checks that migrations
/// write for `max_length` and for JSON have no name, and SQLite gives their text.
fn checked_field(check: &str, model: &'static ModelDef) -> Option<(&'static FieldDef, String)> {
    let argument = |function: &str| {
        let rest = check.strip_prefix(function)?.strip_prefix("(\"")?;
        rest.split_once("\")")
            .map(|(column, _)| column.replace("\"\"", "\""))
    };
    let column = argument("length")
        .or_else(|| argument("json_valid"))
        .unwrap_or_else(|| own_column(check, model).to_owned());
    let field = model.fields.iter().find(|field| field.column == column)?;
    let is_text = matches!(field.column_type, ColumnType::Text | ColumnType::Json);
    is_text.then(|| (field, takes_at_most(field, model)))
}

/// "`a`", "`a` and `b`", "`a`, `b` and `c`".
fn join(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, front)) => format!("{} and {last}", front.join(", ")),
    }
}
