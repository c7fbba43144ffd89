//! Many-to-many relations: by join tables, and through models.
//!
//! A table is the join table of a relation if it holds pairs and nothing else: two foreign keys
//! that are never null and unique together, at most an `id` that is numbered, columns with the
//! names that a join table has, and nothing that points to it. Any other table with such a pair
//! is a model, and a relation goes through it as well, where only one pair can be meant.

use throughline_core::names;

use super::names::without_app;
use super::{Hint, Inspector, field_name};
use crate::introspector::{LiveColumn, LiveTable};
use crate::state::{Field, FieldKind, Links, ManyToMany, ModelState};

/// A many-to-many field, and the model that gets it.
pub(super) struct Join {
    owner: String,
    name: String,
    relation: ManyToMany,
    /// What somebody has to decide.
    hint: Option<String>,
}

const SYMMETRICAL: &str = "Whether it is symmetrical cannot be seen: if it is, add `symmetrical`, \
                           and take `related_name` away if there is one.";

/// A way to take a join table: who declares the relation, and under which name.
struct Reading<'s> {
    source: (&'s LiveColumn, &'s LiveTable),
    target: (&'s LiveColumn, &'s LiveTable),
}

impl<'s> Inspector<'s> {
    /// The relation of a join table. None for any other table.
    pub(super) fn join(&mut self, table: &'s LiveTable) -> Option<Join> {
        let (first, second) = self.pair(table)?;
        let surrogate_id = match table.columns.len() {
            2 => false,
            3 => table.primary_key == ["id"] && table.column("id")?.numbered,
            _ => return None,
        };
        if table.columns.len() == 3 && !surrogate_id {
            return None;
        }
        let forwards = Reading {
            source: first,
            target: second,
        };
        let backwards = Reading {
            source: second,
            target: first,
        };
        let reading = if backwards.prefix(table) > forwards.prefix(table) {
            backwards
        } else {
            forwards
        };
        let own = first.1.name == second.1.name;
        let readings = if own { reading.both() } else { vec![reading] };
        let fits = |reading: &Reading<'_>| self.has_default_columns(reading);
        let Some(reading) = readings.into_iter().find(fits) else {
            let (first, second) = (&first.0.name, &second.0.name);
            let text = format!(
                "a model, and no join table: `{first}` and `{second}` are not the names that the \
                 columns of a join table have"
            );
            self.note(table, None, text);
            return None;
        };
        Some(self.read(table, &reading, surrogate_id))
    }

    /// The two columns that are unique together, if nothing but pairs is in the table.
    #[expect(
        clippy::type_complexity,
        reason = "two ends, each a column and its target"
    )]
    fn pair(
        &self,
        table: &'s LiveTable,
    ) -> Option<(
        (&'s LiveColumn, &'s LiveTable),
        (&'s LiveColumn, &'s LiveTable),
    )> {
        let mut ends = Vec::new();
        for column in &table.columns {
            if let Some(key) = table.foreign_key(&column.name) {
                ends.push((column, self.target(key)?));
            }
        }
        let [first, second] = ends.as_slice() else {
            return None;
        };
        let is_null =
            |column: &LiveColumn| column.nullable && !table.primary_key.contains(&column.name);
        let plain = !is_null(first.0)
            && !is_null(second.0)
            && table.foreign_keys.len() == 2
            && table.checks.is_empty()
            && table.is_unique(&[&first.0.name, &second.0.name])
            && !self.is_pointed_to(table);
        plain.then_some((*first, *second))
    }

    fn is_pointed_to(&self, table: &LiveTable) -> bool {
        let mut keys = self.tables.values().flat_map(|table| &table.foreign_keys);
        keys.any(|key| key.table.eq_ignore_ascii_case(&table.name))
    }

    /// Whether the columns have the names that the derive gives them.
    fn has_default_columns(&self, reading: &Reading<'_>) -> bool {
        let source = self.model_name(&reading.source.1.name);
        let target = self.model_name(&reading.target.1.name);
        names::source_column(source, target).as_str() == reading.source.0.name
            && names::target_column(source, target).as_str() == reading.target.0.name
    }

    fn read(&self, table: &LiveTable, reading: &Reading<'_>, surrogate_id: bool) -> Join {
        let rest = table.name.get(reading.prefix(table)..).unwrap_or_default();
        let name = match reading.prefix(table) {
            0 => without_app(&table.name, self.apps),
            _ => rest,
        };
        let own = reading.source.1.name == reading.target.1.name;
        let links = Links::JoinTable {
            table: table.name.clone(),
            source_column: reading.source.0.name.clone(),
            target_column: reading.target.0.name.clone(),
            surrogate_id,
        };
        Join {
            owner: self.model_name(&reading.source.1.name).to_owned(),
            name: name.to_owned(),
            relation: ManyToMany {
                to: self.model_name(&reading.target.1.name).to_owned(),
                links,
                symmetrical: false,
            },
            hint: own.then(|| SYMMETRICAL.to_owned()),
        }
    }
}

impl Reading<'_> {
    /// How much of the table's name is that of the owner: `course_` of `course_students`.
    fn prefix(&self, table: &LiveTable) -> usize {
        let owner = &self.source.1.name;
        let rest = table.name.strip_prefix(owner.as_str());
        let rest = rest.and_then(|rest| rest.strip_prefix('_'));
        let is_prefix = rest.is_some_and(|rest| !rest.is_empty());
        if is_prefix { owner.len() + 1 } else { 0 }
    }

    /// This one and the other one.
    fn both(self) -> Vec<Self> {
        let (source, target) = (self.target, self.source);
        vec![self, Reading { source, target }]
    }
}

/// Gives its owner a many-to-many field.
pub(super) fn add(models: &mut [ModelState], join: Join) -> Option<Hint> {
    let owner = models.iter_mut().find(|model| model.name == join.owner)?;
    let name = field_name(&join.name, |name| owner.field(name).is_some());
    owner.fields.push(Field {
        name: name.clone(),
        kind: FieldKind::ManyToMany(join.relation),
    });
    Some(Hint {
        model: join.owner,
        field: name,
        text: join.hint?,
    })
}

/// The relations that go through models.
pub(super) fn through(models: &[ModelState]) -> Vec<Join> {
    models.iter().filter_map(through_model).collect()
}

/// The relation through a model that has one pair of foreign keys which are unique together, to
/// two models. The model that the first of them points to declares it.
fn through_model(model: &ModelState) -> Option<Join> {
    let keys = model.unique.iter().chain([&model.primary_key]);
    let mut pairs = keys.filter_map(|key| {
        let [source, target] = key.as_slice() else {
            return None;
        };
        let to = |name: &String| {
            let column = model.field(name)?.column()?;
            column.to().filter(|_| !column.null)
        };
        Some((source, target, to(source)?, to(target)?))
    });
    let (source, target, owner, to) = pairs.next()?;
    if pairs.next().is_some() || owner == to {
        return None;
    }
    let text = format!(
        "It goes through `{}`, and can as well stand in `{to}`.",
        model.name
    );
    let links = Links::Through {
        model: model.name.clone(),
        source: source.clone(),
        target: target.clone(),
    };
    Some(Join {
        owner: owner.to_owned(),
        name: format!("{target}s"),
        relation: ManyToMany {
            to: to.to_owned(),
            links,
            symmetrical: false,
        },
        hint: Some(text),
    })
}
