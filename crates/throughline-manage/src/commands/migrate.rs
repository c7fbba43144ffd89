//! `migrate`: applies what the database has not had, or undoes what it has.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Registry, Result};
use throughline_migrate::{
    Applied, Changes, Fills, Graph, Literal, MigrationFile, NoAnswers, Progress, ProjectState,
    Target, applied, detect, load_directory, migrate, to_apply, to_undo,
};

use crate::arguments;
use crate::connect::connect;
use crate::report::Bar;
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
    let target = match options.target.as_deref() {
        None => Target::Latest,
        Some("zero") => Target::Zero,
        Some(name) => Target::Migration(name.to_owned()),
    };
    let is_latest = target == Target::Latest;
    let done = if options.plan {
        let plan = database.run_blocking(Plan { graph, target })?;
        report.text(&plan.concat());
        plan.len()
    } else {
        let report = report.clone();
        let work = Apply {
            graph,
            target,
            report,
        };
        let applied = database.run_blocking(work)?;
        applied.migrations.len() + applied.undone.len()
    };
    if done == 0 {
        let noun = if count == 1 {
            "migration"
        } else {
            "migrations"
        };
        report.line(format!("Nothing to apply ({count} {noun})"));
    }
    if is_latest && is_behind(&state, &config.registry) {
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
    let changes = target.and_then(|target| detect(state, &target, &NoFills, &mut NoAnswers));
    changes.is_ok_and(|changes| changes != Changes::default())
}

/// Makes no value: it is only asked whether there are changes.
struct NoFills;

impl Fills for NoFills {
    fn fill(&self, _: &str, _: &str) -> Result<Option<Literal>> {
        Ok(None)
    }
}

/// Applies and undoes migrations, and says each when it is done.
struct Apply {
    graph: Graph,
    target: Target,
    report: Report,
}

impl Operation for Apply {
    type Output = Applied;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Applied> {
        migrate(
            connection,
            &self.graph,
            &self.target,
            &mut Tell::new(self.report),
        )
        .await
    }
}

/// Says what is done, and on a terminal what is being done.
struct Tell {
    report: Report,
    bar: Option<Bar>,
}

impl Tell {
    fn new(report: Report) -> Self {
        Tell { report, bar: None }
    }

    fn done(&mut self, line: &str) {
        self.bar = None;
        self.report.line(line);
    }
}

impl Progress for Tell {
    fn begun(&mut self, migration: &MigrationFile) {
        let bar = self.report.bar();
        bar.step(migration.name());
        self.bar = Some(bar);
    }

    fn operation(&mut self, migration: &MigrationFile, position: usize) {
        let operations = &migration.migration.operations;
        let (Some(bar), Some(operation)) = (&self.bar, operations.get(position)) else {
            return;
        };
        let (name, count) = (migration.name(), operations.len());
        let description = operation.description();
        bar.step(&format!("{name} {}/{count}  {description}", position + 1));
    }

    fn rows(&mut self, _: &MigrationFile, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.rows(done, total);
        }
    }

    fn applied(&mut self, migration: &MigrationFile) {
        self.done(&format!("Applied {}", migration.name()));
    }

    fn undone(&mut self, migration: &MigrationFile) {
        self.done(&format!("Undone {}", migration.name()));
    }
}

/// What would be done: a text for each migration.
struct Plan {
    graph: Graph,
    target: Target,
}

impl Operation for Plan {
    type Output = Vec<String>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<String>> {
        let ledger = applied(connection).await?;
        let undone = to_undo(&self.graph, &ledger, &self.target)?;
        let pending = to_apply(&self.graph, &ledger, &self.target)?;
        let undone = undone.into_iter().map(|file| plan_text(file, true));
        let pending = pending.into_iter().map(|file| plan_text(file, false));
        Ok(undone.chain(pending).collect())
    }
}

fn plan_text(file: &MigrationFile, undone: bool) -> String {
    let mut lines: Vec<_> = file
        .migration
        .operations
        .iter()
        .map(|operation| format!("  {}\n", operation.description()))
        .collect();
    if undone {
        lines.reverse();
    }
    let word = if undone { "Undo " } else { "" };
    format!("{word}{}\n{}", file.name(), lines.concat())
}
