//! The drift: where the tables of a database are not those that a state asks for.
//!
//! A pure function. What is compared is what a model means: columns with their types, nulls and
//! defaults, keys, indexes and checks. Names of indexes and constraints are not, nor whether a
//! foreign key is checked at once or at the commit: another tool may have made the tables.

mod columns;
mod keys;

use std::collections::BTreeMap;

use throughline_core::Result;
use throughline_sql::schema::{SchemaRules, Table};

use crate::inspector::is_ledger;
use crate::introspector::{LiveSchema, LiveTable};
use crate::schema_editor::{join_table, model_table};
use crate::state::{Links, ProjectState};

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which way it differs.
    pub kind: DifferenceKind,
    /// The table.
    pub table: String,
    /// The column, if it is about one.
    pub column: Option<String>,
    /// The difference, in the words of the models.
    pub text: String,
}

/// Which way something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The database does not have it.
    Missing,
    /// The database alone has it.
    Extra,
    /// The database has it otherwise.
    Different,
}

impl DifferenceKind {
    /// The kind as a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DifferenceKind::Missing => "missing",
            DifferenceKind::Extra => "extra",
            DifferenceKind::Different => "different",
        }
    }
}

/// What a database is compared with, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The state that migrations lead to.
    Migrations,
    /// The models themselves.
    Models,
}

impl Wanted {
    fn all(self) -> &'static str {
        match self {
            Wanted::Migrations => "the migrations",
            Wanted::Models => "the models",
        }
    }

    fn none(self) -> &'static str {
        match self {
            Wanted::Migrations => "no migration",
            Wanted::Models => "no model",
        }
    }
}

/// The differences between the tables that are there and those that the state asks for. Tables
/// that only the database has are passed over if their names are among `ignored`, in which `*`
/// at the end stands for any letters.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if the state asks for tables
/// that cannot be.
pub fn drift(
    state: &ProjectState,
    wanted: Wanted,
    schema: &LiveSchema,
    rules: &SchemaRules,
    ignored: &[String],
) -> Result<Vec<Difference>> {
    let mut live: BTreeMap<String, &LiveTable> = BTreeMap::new();
    for table in schema.tables.iter().filter(|table| !is_ledger(&table.name)) {
        live.insert(table.name.to_lowercase(), table);
    }
    let mut differences = Vec::new();
    for (place, table) in wanted_tables(state)? {
        let Some(found) = live.remove(&table.name.to_lowercase()) else {
            differences.push(Difference {
                kind: DifferenceKind::Missing,
                text: format!(
                    "`{}`: the database has no table `{}`",
                    place.name, table.name
                ),
                table: table.name,
                column: None,
            });
            continue;
        };
        let mut comparison = Comparison {
            rules,
            wanted,
            place,
            table: &table,
            live: found,
            differences: Vec::new(),
        };
        comparison.columns();
        comparison.keys();
        comparison.checks();
        differences.append(&mut comparison.differences);
    }
    for table in live
        .values()
        .filter(|table| !is_ignored(&table.name, ignored))
    {
        let (name, none) = (&table.name, wanted.none());
        differences.push(Difference {
            kind: DifferenceKind::Extra,
            text: format!("table `{name}` is in the database and in {none}"),
            table: name.clone(),
            column: None,
        });
    }
    Ok(differences)
}

fn is_ignored(table: &str, ignored: &[String]) -> bool {
    ignored
        .iter()
        .any(|pattern| match pattern.strip_suffix('*') {
            Some(beginning) => table.starts_with(beginning),
            None => table == pattern,
        })
}

/// The tables of all models and relations.
fn wanted_tables(state: &ProjectState) -> Result<Vec<(Place, Table)>> {
    let mut tables = Vec::new();
    for model in state.models() {
        let fields = model.fields.iter().filter_map(|field| {
            let column = field.column()?;
            Some((column.column.clone(), field.name.clone()))
        });
        let place = Place {
            name: model.name.clone(),
            fields: fields.collect(),
            by_django: false,
        };
        tables.push((place, model_table(state, &model.name)?));
        for field in &model.fields {
            if let Some(table) = join_table(state, &model.name, field)? {
                let links = field.many_to_many().map(|relation| &relation.links);
                let place = Place {
                    name: format!("{}.{}", model.name, field.name),
                    fields: BTreeMap::new(),
                    by_django: matches!(
                        links,
                        Some(Links::JoinTable {
                            surrogate_id: true,
                            ..
                        })
                    ),
                };
                tables.push((place, table));
            }
        }
    }
    Ok(tables)
}

/// Whose table it is.
struct Place {
    /// `Student`, or `Course.students`.
    name: String,
    /// The names of fields by those of columns.
    fields: BTreeMap<String, String>,
    /// Whether it is a join table as Django makes it, whose foreign keys do nothing when a row is
    /// deleted: Django deletes the links itself. A model has no word for that.
    by_django: bool,
}

/// The comparison of one table.
struct Comparison<'c> {
    rules: &'c SchemaRules,
    wanted: Wanted,
    place: Place,
    table: &'c Table,
    live: &'c LiveTable,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn add(&mut self, kind: DifferenceKind, column: Option<&str>, text: &str) {
        let place = match column {
            Some(column) => self.column_place(column),
            None => format!("`{}`", self.place.name),
        };
        self.differences.push(Difference {
            kind,
            table: self.live.name.clone(),
            column: column.map(str::to_owned),
            text: format!("{place}: {text}"),
        });
    }

    /// `Student.name`, or the column where it is no field.
    fn column_place(&self, column: &str) -> String {
        let name = &self.place.name;
        match self.place.fields.get(column) {
            Some(field) => format!("`{name}.{field}`"),
            None => format!("`{name}`, column `{column}`"),
        }
    }

    /// The fields of these columns; a column that is none stands for itself.
    fn fields(&self, columns: &[String]) -> String {
        let fields = columns.iter().map(|column| {
            let field = self.place.fields.get(column);
            field.unwrap_or(column).as_str()
        });
        format!("({})", fields.collect::<Vec<_>>().join(", "))
    }

    /// That the database has something and what is wanted has it otherwise.
    fn different(&mut self, column: &str, live: &str, wanted: &str) {
        let all = self.wanted.all();
        let text = format!("the database has {live}, {all} {wanted}");
        self.add(DifferenceKind::Different, Some(column), &text);
    }
}

#[cfg(test)]
mod tests;
