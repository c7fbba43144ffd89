//! `migrate`: applies what the database has not had, or undoes what it has.

mod plan;
mod tell;

use serde_json::json;
use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::{Error, ErrorKind, Registry, Result};
use throughline_migrate::{
    Applied, Changes, Graph, NoAnswers, ProjectState, Target, detect, fake, load_directory, migrate,
};

use self::plan::{Losses, Plan, sentence};
use self::tell::Tell;
use crate::arguments::{self, Format};
use crate::connect::connect;
use crate::questioner::confirm;
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
    let as_json = options.format.format == Format::Json;
    if options.plan {
        let plan = database.run_blocking(Plan { graph, target })?;
        match as_json {
            true => report.json(&plan.json),
            false if plan.count == 0 => nothing(count, report),
            false => report.text(&plan.text),
        }
        return Ok(Exit::Done);
    }
    // On the way to the latest nothing is undone.
    let asks = !is_latest && !options.yes && !options.fake;
    if asks && !may_lose(&database, &graph, &target, report)? {
        return Ok(Exit::Answer);
    }
    let tell = Tell::new(report.clone(), !as_json, options.fake);
    let applied = database.run_blocking(Apply {
        graph,
        target,
        fake: options.fake,
        tell,
    })?;
    if as_json {
        report.json(&json!({
            "applied": applied.migrations,
            "undone": applied.undone,
            "recorded": applied.recorded,
        }));
    } else if applied == Applied::default() {
        nothing(count, report);
    }
    if is_latest && is_behind(&state, &config.registry) {
        report.hint(
            "the models have changes that no migration makes: `cargo manage makemigrations` \
             writes one",
        );
    }
    Ok(Exit::Done)
}

fn nothing(count: usize, report: &Report) {
    let noun = if count == 1 {
        "migration"
    } else {
        "migrations"
    };
    report.line(format!("Nothing to apply ({count} {noun})"));
}

/// Asks whether what is there may be lost, if something would be.
fn may_lose(database: &Database, graph: &Graph, target: &Target, report: &Report) -> Result<bool> {
    let (graph, target) = (graph.clone(), target.clone());
    let lost = database.run_blocking(Losses { graph, target })?;
    if lost.is_empty() {
        return Ok(true);
    }
    for lost in &lost {
        report.line(format!("Undo {}  {}", lost.migration, sentence(lost)));
    }
    if report.is_terminal() {
        return confirm("Undo, and lose this?");
    }
    let error = Error::new(
        ErrorKind::Migration,
        "this would be lost, and nothing was undone",
    );
    report.error(&error.with_hint("give `--yes` to lose it"));
    Ok(false)
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
    tell: Tell,
}

impl Operation for Apply {
    type Output = Applied;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(mut self, connection: &mut Connection) -> Result<Applied> {
        let (graph, target) = (&self.graph, &self.target);
        if self.fake {
            return fake(connection, graph, target, &mut self.tell).await;
        }
        migrate(connection, graph, target, &mut self.tell).await
    }
}
