//! The inspector: from the tables that are there to the models whose tables they would be.
//!
//! A pure function of what the database says of itself. What a model cannot say is a [`Note`] for
//! whoever reads the models; nothing is left out without one. How names are made is told in
//! `names`, what becomes a many-to-many relation in `joins`.

mod columns;
mod defaults;
mod joins;
mod keys;
mod names;

use std::collections::BTreeMap;

use throughline_core::Result;
use throughline_sql::schema::{LEDGER_TABLE, SchemaRules};

pub(crate) use defaults::default_value;
pub(crate) use names::is_refused;

use names::field_name;

use crate::introspector::{LiveForeignKey, LiveSchema, LiveTable};
use crate::state::{ModelState, ProjectState};

/// The table in which Django keeps what it has applied.
pub const DJANGO_LEDGER: &str = "django_migrations";

/// The models that a database asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    /// The models.
    pub state: ProjectState,
    /// What they could not say, by table and column.
    pub notes: Vec<Note>,
    /// What somebody has to decide about their many-to-many fields.
    pub hints: Vec<Hint>,
}

/// Something about a field that cannot be seen in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The model.
    pub model: String,
    /// The field.
    pub field: String,
    /// What there is to know.
    pub text: String,
}

/// Something in a database that a model cannot say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The table.
    pub table: String,
    /// The column, if it is about one.
    pub column: Option<String>,
    /// What there is to know.
    pub text: String,
}

/// Whether the table is no part of what a program keeps: the ledger of migrations, ours or
/// Django's.
#[must_use]
pub fn is_ledger(table: &str) -> bool {
    table == LEDGER_TABLE || table == DJANGO_LEDGER
}

/// The models that these tables would be the tables of.
///
/// `apps` are prefixes that the names of models leave out, without `_` behind them: the
/// applications of a database that Django made.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if what was found makes no
/// whole state.
pub fn inspect(schema: &LiveSchema, apps: &[String], rules: &SchemaRules) -> Result<Inspected> {
    let mut notes = Vec::new();
    for (name, kind) in &schema.others {
        // What a virtual table keeps its rows in says nothing to anybody.
        if kind != "shadow" {
            notes.push(Note::of(name, format!("the {kind} is left out")));
        }
    }
    let mut tables = BTreeMap::new();
    for table in schema.tables.iter().filter(|table| !is_ledger(&table.name)) {
        match keys::unusable(rules, table) {
            None => _ = tables.insert(table.name.to_lowercase(), table),
            Some(fault) => notes.push(Note::of(&table.name, fault)),
        }
    }
    let models = names::model_names(tables.values().copied(), apps);
    let mut inspector = Inspector {
        rules,
        apps,
        tables,
        models,
        notes,
        hints: Vec::new(),
    };
    let state = inspector.state()?;
    let mut notes = inspector.notes;
    notes.sort();
    notes.dedup();
    let hints = inspector.hints;
    Ok(Inspected {
        state,
        notes,
        hints,
    })
}

impl Note {
    fn of(table: &str, text: impl Into<String>) -> Self {
        Note {
            table: table.to_owned(),
            column: None,
            text: text.into(),
        }
    }
}

/// An inspection on its way.
struct Inspector<'s> {
    rules: &'s SchemaRules,
    apps: &'s [String],
    /// The tables that can be those of models or of relations, by their names in lower case.
    tables: BTreeMap<String, &'s LiveTable>,
    /// The names of their models, by the names of the tables in lower case.
    models: BTreeMap<String, String>,
    notes: Vec<Note>,
    hints: Vec<Hint>,
}

impl<'s> Inspector<'s> {
    fn state(&mut self) -> Result<ProjectState> {
        let tables: Vec<&LiveTable> = self.tables.values().copied().collect();
        let (mut models, mut joins) = (Vec::new(), Vec::new());
        for table in tables {
            match self.join(table) {
                Some(join) => joins.push(join),
                None => models.push(self.model(table)),
            }
        }
        for join in joins {
            self.hints.extend(joins::add(&mut models, join));
        }
        for join in joins::through(&models) {
            self.hints.extend(joins::add(&mut models, join));
        }
        ProjectState::from_models(models)
    }

    /// The model of a table, without many-to-many fields.
    fn model(&mut self, table: &'s LiveTable) -> ModelState {
        let mut model = ModelState {
            name: self.model_name(&table.name).to_owned(),
            table: table.name.clone(),
            fields: Vec::new(),
            primary_key: Vec::new(),
            unique: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
        };
        for column in &table.columns {
            if let Some(field) = self.field(table, column, &model) {
                model.fields.push(field);
            }
        }
        self.add_keys(table, &mut model);
        self.note_checks(table);
        model
    }

    fn model_name(&self, table: &str) -> &str {
        let name = self.models.get(&table.to_lowercase());
        name.map_or("", String::as_str)
    }

    /// The table that a foreign key points to, if a model can say so: it points to the single
    /// primary key of a table that can be a model's.
    fn target(&self, key: &LiveForeignKey) -> Option<&'s LiveTable> {
        let target = *self.tables.get(&key.table.to_lowercase())?;
        match target.primary_key.as_slice() {
            [column] if key.to.is_empty() || key.to.eq_ignore_ascii_case(column) => Some(target),
            _ => None,
        }
    }

    fn note(&mut self, table: &LiveTable, column: Option<&str>, text: impl Into<String>) {
        self.notes.push(Note {
            table: table.name.clone(),
            column: column.map(str::to_owned),
            text: text.into(),
        });
    }

    fn note_checks(&mut self, table: &LiveTable) {
        for check in &table.checks {
            if check.checked_type().is_none() {
                let name = check.name.as_ref().map(|name| format!(" `{name}`"));
                let name = name.unwrap_or_default();
                let condition = check.condition.split_whitespace().collect::<Vec<_>>();
                let text = format!(
                    "the check{name}, `{}`, is not declared",
                    condition.join(" ")
                );
                self.note(table, check.column.as_deref(), text);
            }
        }
        for columns in &table.wide_foreign_keys {
            let columns = columns.join(", ");
            let text = format!("the foreign key of several columns, ({columns}), is not declared");
            self.note(table, None, text);
        }
    }
}

#[cfg(test)]
mod tests;
