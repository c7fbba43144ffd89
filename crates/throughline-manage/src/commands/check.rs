//! `check`: what is wrong with models and migrations.

use serde_json::json;
use throughline_backend::Database;
use throughline_core::Result;
use throughline_migrate::{Level, Problem, check, check_ledger, load_directory};

use crate::arguments::{Check, Format};
use crate::ledger::Ledger;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: &Check, report: &Report) -> Result<Exit> {
    let mut problems = check(&config.registry, &config.migrations_dir)?;
    if let Some(url) = &options.database {
        let ledger = Database::connect_blocking(url)?.run_blocking(Ledger)?;
        // Files that cannot be put in order are among the problems already.
        if let Ok(graph) = load_directory(&config.migrations_dir) {
            problems.extend(check_ledger(&graph, &ledger));
        }
    }
    problems.retain(|problem| !options.ignore.iter().any(|id| id == problem.id));
    problems.sort_by(|a, b| (a.level, &a.place, a.id).cmp(&(b.level, &b.place, b.id)));
    match options.format.format {
        Format::Text if problems.is_empty() => report.line("No problems"),
        Format::Text => problems.iter().for_each(|one| report.text(&text(one))),
        Format::Json => report.json(&problems.iter().map(json).collect()),
    }
    Ok(match problems.first().map(|problem| problem.level) {
        None => Exit::Done,
        Some(Level::Warning) => Exit::Act,
        Some(Level::Error) => Exit::Failure,
    })
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

/// `Profile.user: warning[models.unique_foreign_key]: …`, and the hint below.
fn text(problem: &Problem) -> String {
    let place = match problem.place.as_str() {
        "" => String::new(),
        place => format!("{place}: "),
    };
    let hint = problem.hint.as_ref();
    let hint = hint.map_or_else(String::new, |hint| format!("  hint: {hint}\n"));
    let (level, message, id) = (word(problem.level), &problem.message, problem.id);
    format!("{place}{level}[{id}]: {message}\n{hint}")
}

fn json(problem: &Problem) -> serde_json::Value {
    json!({
        "id": problem.id,
        "level": word(problem.level),
        "place": problem.place,
        "message": problem.message,
        "hint": problem.hint,
    })
}
