//! `drift`: where models, migrations and database differ.

use serde_json::json;
use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;
use throughline_migrate::{
    Answers, Difference, Graph, ProjectState, Wanted, applied, detect, drift, ledger_faults,
    live_schema, load_directory, resolve,
};

use crate::arguments::{self, Format};
use crate::connect::connect;
use crate::questioner::Asking;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(
    config: &ManageConfig,
    options: arguments::Drift,
    report: &Report,
) -> Result<Exit> {
    let graph = load_directory(&config.migrations_dir)?;
    let models = ProjectState::from_registry(&config.registry)?;
    let changes = changes(config, &graph, &models)?;
    let found = connect(config, &options.database)?.run_blocking(Look {
        graph,
        models,
        ignored: options.ignore,
    })?;
    let drift = Drift { changes, ..found };
    match options.format.format {
        Format::Text => drift.print(report),
        Format::Json => report.json(&drift.json()),
    }
    Ok(if drift.is_none() {
        Exit::Done
    } else {
        Exit::Act
    })
}

/// What `makemigrations` would write, a line each. Nothing where there are no migrations: the
/// models are then compared with the database.
fn changes(config: &ManageConfig, graph: &Graph, models: &ProjectState) -> Result<Vec<String>> {
    if graph.files().is_empty() {
        return Ok(Vec::new());
    }
    let mut asking = Asking::new(&config.registry, Answers::default(), false);
    let changes = detect(&graph.state()?, models, &config.registry, &mut asking)?;
    let questions = changes.questions.iter();
    let questions = questions.map(|question| format!("asks: {}", question.text()));
    let operations = changes.operations.iter();
    Ok(operations
        .map(|operation| operation.description())
        .chain(questions)
        .collect())
}

/// What differs.
#[derive(Debug, Default)]
struct Drift {
    /// The models from the migrations.
    changes: Vec<String>,
    /// The migrations from the ledger.
    migrations: Vec<String>,
    /// Whether there are migrations that were not applied.
    is_behind: bool,
    /// The tables from the models or the migrations.
    tables: Vec<Difference>,
}

impl Drift {
    fn is_none(&self) -> bool {
        self.changes.is_empty() && self.migrations.is_empty() && self.tables.is_empty()
    }

    fn print(&self, report: &Report) {
        if self.is_none() {
            report.line("No drift");
        }
        let tables = self.tables.iter().map(|difference| difference.text.clone());
        let parts = [
            (
                "The models differ from the migrations:",
                self.changes.clone(),
            ),
            (
                "The migrations differ from those applied:",
                self.migrations.clone(),
            ),
            ("The tables differ:", tables.collect()),
        ];
        for (title, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
            report.line(title);
            for line in lines {
                report.line(format!("  {line}"));
            }
        }
        if !self.changes.is_empty() {
            report.hint("`cargo manage makemigrations` writes what has changed in the models");
        }
        if self.is_behind {
            report.hint("`cargo manage migrate` applies what was not applied");
        }
    }

    /// `{"models": […], "migrations": […], "tables": [{"kind": "missing", "table": "student",
    /// "column": "name", "text": "…"}]}`
    fn json(&self) -> serde_json::Value {
        let tables = self.tables.iter().map(|difference| {
            json!({
                "kind": difference.kind.word(),
                "table": difference.table,
                "column": difference.column,
                "text": difference.text,
            })
        });
        json!({
            "models": self.changes,
            "migrations": self.migrations,
            "tables": tables.collect::<Vec<_>>(),
        })
    }
}

/// Compares with a database.
struct Look {
    graph: Graph,
    models: ProjectState,
    ignored: Vec<String>,
}

impl Operation for Look {
    type Output = Drift;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Drift> {
        let (graph, ledger) = resolve(&self.graph, &applied(connection).await?)?;
        let schema = live_schema(connection).await?;
        let is_applied = |name: &str| ledger.iter().any(|row| row.name == name);
        let (state, wanted) = if graph.files().is_empty() {
            (self.models, Wanted::Models)
        } else {
            let state = graph.state_of(|file| is_applied(file.name()))?;
            (state, Wanted::Migrations)
        };
        let rules = connection.dialect().schema_rules();
        let tables = drift(&state, wanted, &schema, rules, &self.ignored)?;
        let mut migrations = ledger_faults(&graph, &ledger);
        let files = graph.files().iter();
        let pending: Vec<_> = files
            .filter(|file| !is_applied(file.name()))
            .map(|file| format!("`{}` was not applied", file.name()))
            .collect();
        let is_behind = !pending.is_empty();
        migrations.extend(pending);
        Ok(Drift {
            changes: Vec::new(),
            migrations,
            is_behind,
            tables,
        })
    }
}
