//! A state of a scenario as a state of ours, with the names that Django gives.
//!
//! Three things are written out that our own default does otherwise: each foreign key has an index
//! of its own, join tables have an `id`, and a relation is never called symmetrical, since Django
//! keeps both halves whatever the option says, and changes no row when it changes.

use serde_json::Value as Json;
use throughline::ColumnType;
use throughline::migrations::{
    Check, CheckComparison, CheckCondition, CheckOperand, ColumnState, Content, Field, Links,
    Literal, ManyToManyState, ModelState, OnDelete, Plain, ProjectState, django_name,
};

use super::Checked;
use super::values::literal;

/// The state, with the names that Django gives on that backend.
pub(super) fn state(json: &Json, backend: &str) -> Checked<ProjectState> {
    let models = list(&json["models"]);
    let made = models
        .iter()
        .map(|model| model_state(&models, model, backend));
    ProjectState::from_models(made.collect::<Checked<Vec<_>>>()?).map_err(|error| error.to_string())
}

/// The JSON of a field of a state.
pub(super) fn field_of<'j>(state: &'j Json, model: &str, field: &str) -> Option<&'j Json> {
    let model = named(&state["models"], model)?;
    named(&model["fields"], field)
}

fn named<'j>(list: &'j Json, name: &str) -> Option<&'j Json> {
    list.as_array()?.iter().find(|item| item["name"] == name)
}

fn model_state(models: &[Json], model: &Json, backend: &str) -> Checked<ModelState> {
    let name = text(&model["name"]);
    let fields = list(&model["fields"]);
    let columns = fields
        .iter()
        .filter(|field| field["type"] != "many_to_many");
    let relations = fields
        .iter()
        .filter(|field| field["type"] == "many_to_many");
    let mut made = Vec::new();
    let (mut unique, mut indexes, mut primary_key) = (Vec::new(), Vec::new(), Vec::new());
    for field in columns {
        let key = vec![text(&field["name"])];
        if flag(field, "primary_key") {
            primary_key.clone_from(&key);
        } else if flag(field, "unique") || field["type"] == "one_to_one" {
            add(&mut unique, key);
        } else if flag(field, "db_index") || field["type"] == "foreign_key" {
            add(&mut indexes, key);
        }
        made.push(column_field(field)?);
    }
    for field in relations {
        made.push(relation_field(models, model, field, backend)?);
    }
    for fields in list(&model["unique_together"]) {
        add(&mut unique, names(&fields));
    }
    for index in list(&model["indexes"]) {
        add(&mut indexes, names(&index["fields"]));
    }
    let checks = list(&model["checks"]);
    let checks = checks.iter().map(|check| {
        let condition = condition(&check["expr"]);
        let condition =
            condition.ok_or_else(|| format!("a check that is not understood: {check}"))?;
        Ok(Check {
            name: text(&check["name"]),
            condition,
        })
    });
    Ok(ModelState {
        table: table(model, backend),
        name,
        fields: made,
        primary_key,
        unique,
        indexes,
        checks: checks.collect::<Checked<_>>()?,
    })
}

/// Two indexes of the same columns are one to us.
fn add(lists: &mut Vec<Vec<String>>, fields: Vec<String>) {
    if !lists.contains(&fields) {
        lists.push(fields);
    }
}

/// The table of a model.
pub(super) fn table(model: &Json, backend: &str) -> String {
    let default = || format!("school_{}", text(&model["name"]).to_lowercase());
    given(model, "db_table").unwrap_or_else(|| cut(default(), backend))
}

/// A name that was not given, but made: Django cuts it on one of its backends.
fn cut(name: String, backend: &str) -> String {
    match backend {
        "sqlite" => name,
        _ => django_name(&name),
    }
}

fn column_field(field: &Json) -> Checked<Field> {
    let name = text(&field["name"]);
    let kind = text(&field["type"]);
    let is_key = kind == "foreign_key" || kind == "one_to_one";
    let content = if is_key {
        Content::ForeignKey {
            to: text(&field["to"]),
            on_delete: action(&text(&field["on_delete"]))?,
        }
    } else {
        Content::Plain(plain(&kind, field)?)
    };
    let suffix = if is_key { "_id" } else { "" };
    let is_document = kind == "json";
    let default = &field["db_default"];
    Ok(Field {
        kind: ColumnState {
            column: given(field, "db_column").unwrap_or_else(|| format!("{name}{suffix}")),
            content,
            null: flag(field, "null"),
            db_default: if default.is_null() {
                None
            } else {
                literal(default, is_document)
            },
        }
        .into(),
        name,
    })
}

fn plain(kind: &str, field: &Json) -> Checked<Plain> {
    let number = |key: &str| {
        field[key]
            .as_u64()
            .and_then(|number| u32::try_from(number).ok())
    };
    let column_type = match kind {
        "auto" | "integer" => ColumnType::Int,
        "big_auto" | "big_integer" => ColumnType::BigInt,
        "small_integer" => ColumnType::SmallInt,
        "boolean" => ColumnType::Bool,
        "char" | "text" => ColumnType::Text,
        "date" => ColumnType::Date,
        "time" => ColumnType::Time,
        "datetime" => ColumnType::Timestamp,
        "uuid" => ColumnType::Uuid,
        "json" => ColumnType::Json,
        "decimal" => ColumnType::Decimal,
        "float" => ColumnType::Float,
        "binary" => ColumnType::Bytes,
        other => return Err(format!("a field of type {other}")),
    };
    Ok(Plain {
        column_type,
        auto: kind == "auto" || kind == "big_auto",
        max_length: number("max_length"),
        digits: number("max_digits").zip(number("decimal_places")),
    })
}

fn relation_field(models: &[Json], owner: &Json, field: &Json, backend: &str) -> Checked<Field> {
    let (name, to) = (text(&field["name"]), text(&field["to"]));
    let source = text(&owner["name"]);
    let links = match given(field, "through") {
        Some(model) => {
            let through = models.iter().find(|other| other["name"] == model.as_str());
            let through = through.ok_or_else(|| format!("there is no model {model}"))?;
            let [source, target] = ends(field, through, &source, &to)?;
            Links::Through {
                model,
                source,
                target,
            }
        }
        None => {
            let (low_source, low_target) = (source.to_lowercase(), to.to_lowercase());
            let (from, into) = if source == to {
                ("from_", "to_")
            } else {
                ("", "")
            };
            let default = || cut(format!("{}_{name}", table(owner, backend)), backend);
            Links::JoinTable {
                table: given(field, "db_table").unwrap_or_else(default),
                source_column: format!("{from}{low_source}_id"),
                target_column: format!("{into}{low_target}_id"),
                surrogate_id: true,
            }
        }
    };
    let relation = ManyToManyState {
        to,
        links,
        symmetrical: false,
    };
    Ok(Field {
        name,
        kind: relation.into(),
    })
}

/// The foreign keys of a through model to both ends.
fn ends(field: &Json, through: &Json, source: &str, target: &str) -> Checked<[String; 2]> {
    let given = names(&field["through_fields"]);
    if let Ok(ends) = <[String; 2]>::try_from(given) {
        return Ok(ends);
    }
    let fields = list(&through["fields"]);
    let keys = |to: &str| -> Vec<String> {
        let keys = fields.iter().filter(|field| {
            (field["type"] == "foreign_key" || field["type"] == "one_to_one") && field["to"] == to
        });
        keys.map(|field| text(&field["name"])).collect()
    };
    let (sources, targets) = (keys(source), keys(target));
    let target_at = usize::from(source == target);
    match (sources.first(), targets.get(target_at)) {
        (Some(source), Some(target)) => Ok([source.clone(), target.clone()]),
        _ => Err(format!("{} has no two ends", through["name"])),
    }
}

fn action(word: &str) -> Checked<OnDelete> {
    match word {
        "cascade" => Ok(OnDelete::Cascade),
        "protect" | "restrict" => Ok(OnDelete::Restrict),
        "set_null" => Ok(OnDelete::SetNull),
        "set_default" => Ok(OnDelete::SetDefault),
        "do_nothing" => Ok(OnDelete::NoAction),
        other => Err(format!("on_delete {other}")),
    }
}

fn condition(expression: &Json) -> Option<CheckCondition> {
    let list = expression.as_array()?;
    let (word, rest) = list.split_first()?;
    let terms = || rest.iter().map(condition).collect::<Option<Vec<_>>>();
    let field = || Some(rest.first()?.as_str()?.to_owned());
    let comparison = match word.as_str()? {
        "and" => return Some(CheckCondition::And(terms()?)),
        "or" => return Some(CheckCondition::Or(terms()?)),
        "not" => return Some(CheckCondition::Not(Box::new(condition(rest.first()?)?))),
        "isnull" => return Some(CheckCondition::IsNull(field()?, rest.get(1)?.as_bool()?)),
        "in" => {
            let values = rest
                .get(1)?
                .as_array()?
                .iter()
                .map(|value| literal(value, false));
            return Some(CheckCondition::In(field()?, values.collect::<Option<_>>()?));
        }
        "=" => CheckComparison::Equal,
        "<" => CheckComparison::Less,
        "<=" => CheckComparison::LessOrEqual,
        ">" => CheckComparison::Greater,
        ">=" => CheckComparison::GreaterOrEqual,
        _ => return None,
    };
    let operand = rest.get(1)?;
    let operand = match operand["field"].as_str() {
        Some(field) => CheckOperand::Field(field.to_owned()),
        None => CheckOperand::Literal(literal(operand, false)?),
    };
    Some(CheckCondition::Compare(comparison, field()?, operand))
}

/// The default that a field declares, which is a literal here.
pub(super) fn default(field: &Json) -> Option<Literal> {
    let value = &field["default"];
    // Rows get what the database has, if it has a default too.
    if value.is_null() || !field["db_default"].is_null() {
        return None;
    }
    literal(value, field["type"] == "json")
}

fn list(json: &Json) -> Vec<Json> {
    json.as_array().cloned().unwrap_or_default()
}

fn names(json: &Json) -> Vec<String> {
    let names = list(json);
    let plain = |name: &Json| text(name).trim_start_matches('-').to_owned();
    names.iter().map(plain).collect()
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn given(json: &Json, key: &str) -> Option<String> {
    json[key].as_str().map(str::to_owned)
}

fn flag(json: &Json, key: &str) -> bool {
    json[key].as_bool().unwrap_or(false)
}
