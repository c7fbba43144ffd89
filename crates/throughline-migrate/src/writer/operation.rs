//! Operations as text.

use super::{block, field_entries, line, link_entries, list, literal, string};
use crate::operation::{
    AlterField, LinksToModel, Operation, RenameField, RunRust, RunSql, SqlText,
};
use crate::state::{Check, CheckCondition, CheckOperand, Field, Literal, ModelState};

/// The lines of an operation.
pub(super) fn operation_text(operation: &Operation) -> String {
    match operation {
        Operation::CreateModel(operation) => {
            line("create_model", &string(&operation.model.name)) + &model(&operation.model, &[])
        }
        Operation::DeleteModel(operation) => {
            line("delete_model", &string(&operation.model)) + &lossy(true)
        }
        Operation::RenameModel(operation) => {
            let text = line("rename_model", &string(&operation.old))
                + &line("to", &string(&operation.new));
            let table = operation.table.as_ref();
            text + &table.map_or_else(String::new, |table| line("table", &string(table)))
        }
        Operation::AlterTable(operation) => {
            line("alter_table", &string(&operation.model))
                + &line("table", &string(&operation.table))
        }
        Operation::AlterPrimaryKey(operation) => {
            line("alter_primary_key", &string(&operation.model))
                + &line("fields", &list(&operation.fields))
        }
        Operation::AddField(operation) => {
            let text = field("add_field", &operation.model, &operation.field);
            text + &fill(operation.fill.as_ref())
        }
        Operation::RemoveField(operation) => {
            line("remove_field", &place(&operation.model, &operation.field))
                + &lossy(operation.lossy)
                + &fill_back(operation.fill_back.as_ref())
        }
        Operation::RenameField(operation) => rename_field(operation),
        Operation::AlterField(operation) => alter_field(operation),
        Operation::MoveRelation(operation) => {
            let becomes = place(&operation.to_model, &operation.to_field.name);
            line("move_relation", &place(&operation.model, &operation.field))
                + &line("becomes", &becomes)
                + &entries(&operation.to_field)
        }
        Operation::LinksToModel(operation) => links_to_model(operation),
        Operation::ModelToLinks(operation) => {
            let links = link_entries(&operation.links).into_iter();
            let links = links.map(|(key, value)| line(key, &value));
            line("model_to_links", &place(&operation.model, &operation.field))
                + &links.collect::<String>()
                + &lossy(operation.lossy)
                + &fills("fills_back", &operation.fills_back)
        }
        Operation::AddIndex(o) => fields("add_index", &o.model, &o.fields),
        Operation::RemoveIndex(o) => fields("remove_index", &o.model, &o.fields),
        Operation::AddUnique(o) => fields("add_unique", &o.model, &o.fields),
        Operation::RemoveUnique(o) => fields("remove_unique", &o.model, &o.fields),
        Operation::AddCheck(operation) => {
            line("add_check", &string(&operation.model))
                + &line("name", &string(&operation.check.name))
                + &line("check", &condition(&operation.check.condition))
        }
        Operation::RemoveCheck(operation) => {
            line("remove_check", &string(&operation.model))
                + &line("name", &string(&operation.name))
        }
        Operation::RunSql(operation) => run_sql(operation),
        Operation::RunRust(operation) => run_rust(operation),
    }
}

fn run_sql(operation: &RunSql) -> String {
    let reverse = operation.reverse.as_ref();
    line("run_sql", &sql_text(&operation.sql))
        + &reverse.map_or_else(String::new, |text| line("reverse", &sql_text(text)))
        + &lossy(operation.lossy)
}

fn sql_text(text: &SqlText) -> String {
    match text {
        SqlText::Every(text) => block(text),
        SqlText::By(texts) => {
            let texts = texts.iter();
            let texts = texts.map(|(word, text)| format!("{word} = {}", string(text)));
            format!("{{ {} }}", texts.collect::<Vec<_>>().join(", "))
        }
    }
}

fn run_rust(operation: &RunRust) -> String {
    let mut text = line("run_rust", &string(&operation.function));
    for (key, value) in [("reverse", &operation.reverse), ("model", &operation.model)] {
        if let Some(value) = value {
            text.push_str(&line(key, &string(value)));
        }
    }
    if operation.batch != RunRust::BATCH {
        text.push_str(&line("batch", &operation.batch.to_string()));
    }
    if operation.resumable {
        text.push_str(&line("resumable", "true"));
    }
    text
}

fn rename_field(operation: &RenameField) -> String {
    let mut text = line("rename_field", &place(&operation.model, &operation.old));
    text.push_str(&line("to", &string(&operation.new)));
    if let Some(column) = &operation.column {
        text.push_str(&line("column", &string(column)));
    }
    if let Some(table) = &operation.join_table {
        text.push_str(&line("join_table", &string(table)));
    }
    text
}

fn alter_field(operation: &AlterField) -> String {
    let mut text = field("alter_field", &operation.model, &operation.field);
    text.push_str(&fill(operation.fill.as_ref()));
    text.push_str(&fill_back(operation.fill_back.as_ref()));
    text + &fills("link_fills", &operation.link_fills)
}

fn links_to_model(operation: &LinksToModel) -> String {
    line("links_to_model", &place(&operation.model, &operation.field))
        + &line("model", &string(&operation.through.name))
        + &line(
            "through_fields",
            &list(&[operation.source.clone(), operation.target.clone()]),
        )
        + &model(&operation.through, &operation.fills)
}

/// A model, behind its name.
fn model(model: &ModelState, fills: &[(String, Literal)]) -> String {
    let mut text = line("table", &string(&model.table));
    text.push_str("fields = [\n");
    let single_key = match model.primary_key.as_slice() {
        [key] => Some(key),
        _ => None,
    };
    for field in &model.fields {
        let mut entries = vec![("name", string(&field.name))];
        entries.extend(field_entries(field));
        if single_key == Some(&field.name) {
            entries.push(("primary_key", "true".to_owned()));
        }
        if let Some((_, fill)) = fills.iter().find(|(name, _)| *name == field.name) {
            entries.push(("fill", literal(fill)));
        }
        let entries: Vec<_> = entries
            .into_iter()
            .map(|(key, value)| format!("{key} = {value}"))
            .collect();
        text.push_str(&format!("  {{ {} }},\n", entries.join(", ")));
    }
    text.push_str("]\n");
    if single_key.is_none() {
        text.push_str(&line("primary_key", &list(&model.primary_key)));
    }
    for (key, lists) in [("unique", &model.unique), ("indexes", &model.indexes)] {
        if !lists.is_empty() {
            let lists: Vec<_> = lists.iter().map(|fields| list(fields)).collect();
            text.push_str(&line(key, &format!("[{}]", lists.join(", "))));
        }
    }
    if !model.checks.is_empty() {
        let checks: String = model.checks.iter().map(check).collect();
        text.push_str(&format!("checks = [\n{checks}]\n"));
    }
    text
}

fn check(check: &Check) -> String {
    let (name, condition) = (string(&check.name), condition(&check.condition));
    format!("  {{ name = {name}, check = {condition} }},\n")
}

/// A condition as nested lists: `["and", [">=", "age", 0], ["<", "age", { field = "limit" }]]`.
fn condition(check: &CheckCondition) -> String {
    let several = |word: &str, terms: &[CheckCondition]| {
        let terms: Vec<_> = terms.iter().map(condition).collect();
        format!("[\"{word}\", {}]", terms.join(", "))
    };
    match check {
        CheckCondition::And(terms) => several("and", terms),
        CheckCondition::Or(terms) => several("or", terms),
        CheckCondition::Not(term) => format!("[\"not\", {}]", condition(term)),
        CheckCondition::Compare(comparison, field, operand) => {
            let operand = match operand {
                CheckOperand::Literal(value) => literal(value),
                CheckOperand::Field(field) => format!("{{ field = {} }}", string(field)),
            };
            format!("[\"{}\", {}, {operand}]", comparison.sign(), string(field))
        }
        CheckCondition::In(field, values) => {
            let values: Vec<_> = values.iter().map(literal).collect();
            format!("[\"in\", {}, [{}]]", string(field), values.join(", "))
        }
        CheckCondition::IsNull(field, null) => format!("[\"isnull\", {}, {null}]", string(field)),
    }
}

fn field(key: &str, model: &str, field: &Field) -> String {
    line(key, &place(model, &field.name)) + &entries(field)
}

fn entries(field: &Field) -> String {
    let entries = field_entries(field).into_iter();
    entries.map(|(key, value)| line(key, &value)).collect()
}

fn fields(key: &str, model: &str, fields: &[String]) -> String {
    line(key, &string(model)) + &line("fields", &list(fields))
}

fn place(model: &str, field: &str) -> String {
    string(&format!("{model}.{field}"))
}

fn fill(fill: Option<&Literal>) -> String {
    fill.map_or_else(String::new, |value| line("fill", &literal(value)))
}

fn fill_back(fill: Option<&Literal>) -> String {
    fill.map_or_else(String::new, |value| line("fill_back", &literal(value)))
}

/// Values for several fields.
fn fills(key: &str, fills: &[(String, Literal)]) -> String {
    if fills.is_empty() {
        return String::new();
    }
    let fills = fills.iter();
    let fills = fills.map(|(name, value)| {
        let (name, value) = (string(name), literal(value));
        format!("{{ field = {name}, fill = {value} }}")
    });
    let fills: Vec<_> = fills.collect();
    line(key, &format!("[{}]", fills.join(", ")))
}

fn lossy(lossy: bool) -> String {
    if lossy {
        line("lossy", "true")
    } else {
        String::new()
    }
}
