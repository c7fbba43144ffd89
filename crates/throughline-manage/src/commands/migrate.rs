//! `migrate`: applies what the database has not had.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Registry, Result};
use throughline_migrate::{
    Applied, Changes, Fills, Graph, Literal, MigrationFile, Progress, ProjectState, applied,
    apply_graph, detect, load_directory, pending,
};

use crate::arguments;
use crate::connect::connect;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(
    config: ManageConfig,
    options: arguments::Migrate,
    report: &Report,
) -> Result<Exit> {
    let graph = load_directory(&config.migrations_dir)?;
    let state = graph.state()?;
    let database = connect(&config, &options.database)?;
    let count = graph.files().len();
    let done = if options.plan {
        let plan = database.run_blocking(Plan(graph))?;
        report.text(&plan.concat());
        plan.len()
    } else {
        let report = report.clone();
        database
            .run_blocking(Apply { graph, report })?
            .migrations
            .len()
    };
    if done == 0 {
        let noun = if count == 1 {
            "migration"
        } else {
            "migrations"
        };
        report.line(format!("Nothing to apply ({count} {noun})"));
    }
    if is_behind(&state, &config.registry) {
        report.hint(
            "the models have changes that no migration makes: `cargo manage makemigrations` \
             writes one",
        );
    }
    Ok(Exit::Done)
}

/// Whether the models ask for more than the migrations make. A fault of the models is for
/// `makemigrations` to say.
fn is_behind(state: &ProjectState, registry: &Registry) -> bool {
    let target = ProjectState::from_registry(registry);
    let changes = target.and_then(|target| detect(state, &target, &NoFills));
    changes.is_ok_and(|changes| changes != Changes::default())
}

/// Makes no value: it is only asked whether there are changes.
struct NoFills;

impl Fills for NoFills {
    fn fill(&self, _: &str, _: &str) -> Result<Option<Literal>> {
        Ok(None)
    }
}

/// Applies the migrations, and says each when it is done.
struct Apply {
    graph: Graph,
    report: Report,
}

impl Operation for Apply {
    type Output = Applied;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Applied> {
        apply_graph(connection, &self.graph, &mut Tell(self.report)).await
    }
}

struct Tell(Report);

impl Progress for Tell {
    fn applied(&mut self, migration: &MigrationFile) {
        self.0.line(format!("Applied {}", migration.name()));
    }
}

/// What would be applied: a text for each migration.
struct Plan(Graph);

impl Operation for Plan {
    type Output = Vec<String>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<String>> {
        let ledger = applied(connection).await?;
        let pending = pending(&self.0, &ledger)?;
        Ok(pending.into_iter().map(plan_text).collect())
    }
}

fn plan_text(file: &MigrationFile) -> String {
    let operations = file.migration.operations.iter();
    let operations: Vec<_> = operations
        .map(|operation| format!("  {}\n", operation.description()))
        .collect();
    format!("{}\n{}", file.name(), operations.concat())
}
