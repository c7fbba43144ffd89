//! A state as a picture: the models and their relations as an entity-relationship diagram.
//!
//! Each model is an entity, and so is each join table, since that is what the database has. The
//! order is that of the state, so that a picture in version control changes with the models only.
//! How it is written is in `mermaid` and `svg`.

mod layout;
mod mermaid;
mod svg;

use throughline_core::Result;

use crate::schema_editor::{SURROGATE, SURROGATE_TYPE, key, plain_type};
use crate::state::{Column, Field, Links, ManyToMany, ModelState, Plain, ProjectState};
use crate::words::type_word;

pub use mermaid::mermaid;
pub use svg::svg;

/// A diagram, before it is known how it is written.
#[derive(Default)]
struct Diagram {
    entities: Vec<Entity>,
    relations: Vec<Relation>,
}

/// A model, or a join table.
struct Entity {
    name: String,
    rows: Vec<Row>,
    /// The many-to-many fields.
    fields: Vec<ManyField>,
    is_join_table: bool,
}

/// A column.
struct Row {
    name: String,
    plain: Plain,
    /// `PK`, `FK`, `UK`.
    keys: Vec<&'static str>,
    null: bool,
}

/// A field that has no column.
struct ManyField {
    name: String,
    to: String,
    through: Option<String>,
    symmetrical: bool,
}

/// A relation between two entities.
struct Relation {
    near: End,
    far: End,
    /// The field that declares it.
    field: String,
    symmetrical: bool,
    /// The through model. The relation itself is then no foreign key of the database.
    through: Option<String>,
}

/// An end of a relation.
struct End {
    entity: String,
    many: Many,
    /// The place of the column that points to the other end, among the rows of the entity.
    row: Option<usize>,
}

/// How many rows may be at an end of a relation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Many {
    /// One.
    One,
    /// One or none.
    Maybe,
    /// Any number.
    Any,
}

impl Diagram {
    /// The diagram of a state.
    ///
    /// # Errors
    ///
    /// `Migration` if a foreign key points to a key of several fields, or in a circle.
    fn of(state: &ProjectState) -> Result<Self> {
        let mut diagram = Diagram::default();
        for model in state.models() {
            diagram.model(state, model)?;
        }
        Ok(diagram)
    }

    fn model(&mut self, state: &ProjectState, model: &ModelState) -> Result<()> {
        let columns = model
            .fields
            .iter()
            .filter_map(|field| Some((field, field.column()?)));
        let mut rows = Vec::new();
        for (field, column) in columns {
            let mut plain = plain_type(state, column)?;
            let mut keys = Vec::new();
            if model.primary_key.contains(&field.name) {
                keys.push("PK");
            }
            if let Some(to) = column.to() {
                keys.push("FK");
                plain.auto = false;
                let row = rows.len();
                self.relations.push(pointing(model, field, column, to, row));
            }
            if model.unique.contains(&vec![field.name.clone()]) {
                keys.push("UK");
            }
            rows.push(Row {
                name: field.name.clone(),
                plain,
                keys,
                null: column.null,
            });
        }
        let many = model
            .fields
            .iter()
            .filter_map(|field| Some((field, field.many_to_many()?)));
        self.entities.push(Entity {
            name: model.name.clone(),
            rows,
            fields: many
                .clone()
                .map(|(field, relation)| many_field(field, relation))
                .collect(),
            is_join_table: false,
        });
        for (field, relation) in many {
            self.many_to_many(state, model, field, relation)?;
        }
        Ok(())
    }

    fn many_to_many(
        &mut self,
        state: &ProjectState,
        model: &ModelState,
        field: &Field,
        relation: &ManyToMany,
    ) -> Result<()> {
        let ends = [model.name.as_str(), relation.to.as_str()];
        let relate = |near, far, through| Relation {
            near,
            far,
            field: field.name.clone(),
            symmetrical: relation.symmetrical,
            through,
        };
        let Links::JoinTable {
            source_column,
            target_column,
            surrogate_id,
            ..
        } = &relation.links
        else {
            let [near, far] = ends.map(|end| End::of(end, Many::Any));
            let through = through_model(relation);
            self.relations.push(relate(near, far, through));
            return Ok(());
        };
        let name = format!("{}.{}", model.name, field.name);
        let mut rows = Vec::new();
        if *surrogate_id {
            rows.push(Row {
                name: SURROGATE.to_owned(),
                plain: SURROGATE_TYPE,
                keys: vec!["PK"],
                null: false,
            });
        }
        let first = rows.len();
        for (column, end) in [source_column, target_column].into_iter().zip(ends) {
            let plain = plain_type(state, key(state.require(end)?)?)?;
            rows.push(Row {
                name: column.clone(),
                plain: Plain {
                    auto: false,
                    ..plain
                },
                keys: match surrogate_id {
                    true => vec!["FK"],
                    false => vec!["PK", "FK"],
                },
                null: false,
            });
        }
        let [own, to] = ends.map(|end| End::of(end, Many::One));
        let link = |row| End {
            row: Some(row),
            ..End::of(&name, Many::Any)
        };
        self.relations.push(relate(own, link(first), None));
        self.relations.push(relate(link(first + 1), to, None));
        self.entities.push(Entity {
            name,
            rows,
            fields: Vec::new(),
            is_join_table: true,
        });
        Ok(())
    }
}

impl End {
    fn of(entity: &str, many: Many) -> Self {
        End {
            entity: entity.to_owned(),
            many,
            row: None,
        }
    }
}

impl Row {
    /// The type in a word, with the length of a text.
    fn kind(&self) -> String {
        let word = type_word(&self.plain);
        match self.plain.max_length {
            Some(length) => format!("{word}({length})"),
            None => word.to_owned(),
        }
    }
}

fn pointing(model: &ModelState, field: &Field, column: &Column, to: &str, row: usize) -> Relation {
    let near = match is_unique(model, field) {
        true => Many::Maybe,
        false => Many::Any,
    };
    let far = match column.null {
        true => Many::Maybe,
        false => Many::One,
    };
    Relation {
        near: End {
            row: Some(row),
            ..End::of(&model.name, near)
        },
        far: End::of(to, far),
        field: field.name.clone(),
        symmetrical: false,
        through: None,
    }
}

fn many_field(field: &Field, relation: &ManyToMany) -> ManyField {
    ManyField {
        name: field.name.clone(),
        to: relation.to.clone(),
        through: through_model(relation),
        symmetrical: relation.symmetrical,
    }
}

/// The through model of a relation, if it has one.
fn through_model(relation: &ManyToMany) -> Option<String> {
    match &relation.links {
        Links::Through { model, .. } => Some(model.clone()),
        Links::JoinTable { .. } => None,
    }
}

/// Whether at most one row has each value of the field.
fn is_unique(model: &ModelState, field: &Field) -> bool {
    let keys = model.unique.iter().chain([&model.primary_key]);
    keys.into_iter().any(|key| *key == [field.name.clone()])
}

#[cfg(test)]
mod tests;
