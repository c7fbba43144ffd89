//! `migrate`: applies what the database has not had, or undoes what it has.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Registry, Result};
use throughline_migrate::{
    Applied, Changes, Graph, MigrationFile, NoAnswers, Progress, ProjectState, Target, applied,
    detect, fake, load_directory, migrate, resolve, to_apply, to_undo,
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
            fake: options.fake,
            report,
        };
        let applied = database.run_blocking(work)?;
        applied.migrations.len() + applied.undone.len() + applied.recorded.len()
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
    let changes = target.and_then(|target| detect(state, &target, &(), &mut NoAnswers));
    changes.is_ok_and(|changes| changes != Changes::default())
}

/// Applies and undoes migrations, and says each when it is done.
struct Apply {
    graph: Graph,
    target: Target,
    fake: bool,
    report: Report,
}

impl Operation for Apply {
    type Output = Applied;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Applied> {
        let (graph, target) = (&self.graph, &self.target);
        if self.fake {
            return fake(connection, graph, target, &mut TellFaked(self.report)).await;
        }
        migrate(connection, graph, target, &mut Tell(self.report)).await
    }
}

struct Tell(Report);

impl Progress for Tell {
    fn applied(&mut self, migration: &MigrationFile) {
        self.0.line(format!("Applied {}", migration.name()));
    }

    fn undone(&mut self, migration: &MigrationFile) {
        self.0.line(format!("Undone {}", migration.name()));
    }

    fn recorded(&mut self, migration: &MigrationFile) {
        let name = migration.name();
        self.0.line(format!(
            "Recorded {name} (what it replaces has been applied)"
        ));
    }
}

/// Says of each that nothing was run.
struct TellFaked(Report);

impl Progress for TellFaked {
    fn applied(&mut self, migration: &MigrationFile) {
        self.0.line(format!("Faked {}", migration.name()));
    }

    fn undone(&mut self, migration: &MigrationFile) {
        let name = migration.name();
        self.0.line(format!("Faked {name} as undone"));
    }

    fn recorded(&mut self, migration: &MigrationFile) {
        Tell(self.0.clone()).recorded(migration);
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
        let (graph, ledger) = resolve(&self.graph, &ledger)?;
        let undone = to_undo(&graph, &ledger, &self.target)?;
        let pending = to_apply(&graph, &ledger, &self.target)?;
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
