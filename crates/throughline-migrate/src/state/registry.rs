//! The state that the declared models ask for.

use throughline_core::{
    FieldDef, JoinDef, KeySource, ModelDef, Registry, Relation, RelationDef, Result,
};

use super::{
    Column, Content, Field, FieldKind, Links, Literal, ManyToMany, ModelState, Plain, ProjectState,
};
use crate::{problem, problems};

mod constraint;

impl ProjectState {
    /// The state that the declared models ask for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration), naming every fault: two
    /// models of one name, a relation to a model that is not registered, a `db_default` that is
    /// or a check's constant that is none of the column's type.
    pub fn from_registry(registry: &Registry) -> Result<ProjectState> {
        let mut faults = Vec::new();
        let mut state = ProjectState::new();
        for model in registry.models() {
            if let Some(other) = registry.model(model.name)
                && other.module != model.module
            {
                faults.push(format!(
                    "two models have the name `{}`: in `{}` and in `{}`",
                    model.name, other.module, model.module
                ));
                continue;
            }
            faults.extend(model_faults(registry, model));
            state
                .models
                .insert(model.name.to_owned(), model_state(model));
        }
        if let Some(error) = problems("faults in the models", faults) {
            return Err(error.with_hint(
                "migrations know models by name: give each its own, and register every model \
                 that another one points to",
            ));
        }
        Ok(state)
    }
}

fn model_faults(registry: &Registry, model: &'static ModelDef) -> Vec<String> {
    let mut faults = Vec::new();
    for relation in model.relations {
        let mut targets = vec![(relation.target)()];
        if let Some(JoinDef::Through { model, .. }) = relation.kind.join() {
            targets.push(model());
        }
        for target in targets
            .into_iter()
            .filter(|target| !registry.models().contains(target))
        {
            faults.push(format!(
                "`{}.{}` points to `{}`, which is not registered",
                model.name, relation.name, target.name
            ));
        }
    }
    for field in model.fields {
        if let Some(default) = field.db_default
            && Literal::from(default).to_value(field.column_type).is_none()
        {
            faults.push(format!(
                "the `db_default` of `{}.{}` is no value of its type",
                model.name, field.name
            ));
        }
    }
    faults.extend(constraint::faults(model));
    faults
}

fn model_state(model: &'static ModelDef) -> ModelState {
    let names = |positions: &[usize]| -> Vec<String> {
        positions
            .iter()
            .map(|&position| model.fields[position].name.to_owned())
            .collect()
    };
    let columns = model.fields.iter().map(column_field);
    let relations = model.relations.iter().filter_map(many_to_many_field);
    ModelState {
        name: model.name.to_owned(),
        table: model.table.to_owned(),
        fields: columns.chain(relations).collect(),
        primary_key: names(model.primary_key),
        unique: model
            .unique
            .iter()
            .map(|positions| names(positions))
            .collect(),
        indexes: model
            .indexes
            .iter()
            .map(|index| names(index.fields))
            .collect(),
        checks: constraint::checks(model),
    }
}

fn column_field(field: &FieldDef) -> Field {
    let content = match field.references {
        Some(key) => Content::ForeignKey {
            to: (key.target)().name.to_owned(),
            on_delete: key.on_delete,
        },
        None => Content::Plain(Plain {
            column_type: field.column_type,
            auto: field.key_source == KeySource::Database,
            max_length: field.max_length,
            digits: field.digits,
        }),
    };
    Field {
        name: field.name.to_owned(),
        kind: FieldKind::Column(Column {
            column: field.column.to_owned(),
            content,
            null: field.nullable,
            db_default: field.db_default.map(Literal::from),
        }),
    }
}

/// The field of a many-to-many relation; none for a foreign key, which is a column.
fn many_to_many_field(relation: &'static RelationDef) -> Option<Field> {
    let links = match relation.kind.join()? {
        JoinDef::Table {
            table,
            source_column,
            target_column,
        }
        | JoinDef::TableWithId {
            table,
            source_column,
            target_column,
        } => Links::JoinTable {
            table: table.to_owned(),
            source_column: source_column.to_owned(),
            target_column: target_column.to_owned(),
            surrogate_id: matches!(relation.kind.join(), Some(JoinDef::TableWithId { .. })),
        },
        JoinDef::Through {
            model,
            source,
            target,
        } => {
            let model = model();
            Links::Through {
                model: model.name.to_owned(),
                source: model.fields[source].name.to_owned(),
                target: model.fields[target].name.to_owned(),
            }
        }
    };
    let to = (relation.target)().name.to_owned();
    Some(Field {
        name: relation.name.to_owned(),
        kind: FieldKind::ManyToMany(ManyToMany {
            to,
            links,
            symmetrical: Relation::forward(relation).is_symmetrical(),
        }),
    })
}

/// Makes the values with which existing rows are filled.
pub trait Fills {
    /// The value for the existing rows of a table to which that field is added, if the
    /// declaration gives one. Called once for each such field, and only for such.
    ///
    /// # Errors
    ///
    /// If the declaration gives a value that cannot be written down.
    fn fill(&self, model: &str, field: &str) -> Result<Option<Literal>>;

    /// The value that rows get in a field as it was until now, when it comes back: by the names
    /// that model and field have behind all renames. Nobody knows it where only the new
    /// declarations are left.
    ///
    /// # Errors
    ///
    /// As [`Fills::fill`].
    fn former(&self, model: &str, field: &str) -> Result<Option<Literal>> {
        _ = (model, field);
        Ok(None)
    }
}

/// Nothing is filled.
impl Fills for () {
    fn fill(&self, _: &str, _: &str) -> Result<Option<Literal>> {
        Ok(None)
    }
}

/// A column that takes no null gets what a new row would get at this moment; one that takes
/// null gets a `default` only, since null already says that nothing is known. Where the database has
/// a default of its own, it fills the rows with that, as Django has it.
impl Fills for Registry {
    fn fill(&self, model: &str, field: &str) -> Result<Option<Literal>> {
        let Some(definition) = self.model(model).and_then(|model| model.field(field)) else {
            return Ok(None);
        };
        let value = match (definition.nullable, definition.default) {
            _ if definition.db_default.is_some() => None,
            (true, default) => default.map(|default| default()),
            (false, _) => definition.initial_value(),
        };
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        match Literal::from_value(&value) {
            Some(literal) => Ok(Some(literal)),
            None => Err(problem(format!(
                "the default of `{model}.{field}` is a number that cannot be written down"
            ))
            .with_hint("a column can be filled with finite numbers only")),
        }
    }
}

#[cfg(test)]
mod tests;
