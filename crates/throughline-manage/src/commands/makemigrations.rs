//! `makemigrations`: writes what has changed in the models as a migration.

mod merge;

use std::fs;

use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{
    Answers, Changes, Graph, Migration, ProjectState, check_name, detect, file_name,
    load_directory, save, suggest_name, write,
};

use crate::arguments::Makemigrations;
use crate::questioner::Asking;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(
    config: &ManageConfig,
    options: &Makemigrations,
    report: &Report,
) -> Result<Exit> {
    if let Some(name) = &options.name {
        check_name(name)?;
    }
    if options.merge {
        return merge::run(config, options, report);
    }
    let graph = load_directory(&config.migrations_dir)?;
    if options.empty {
        let name = options.name.as_deref().unwrap_or("empty");
        let migration = Migration {
            name: file_name(graph.next_number(), name),
            depends: graph.leaves(),
            ..Migration::default()
        };
        return finish(config, options, &migration, report);
    }
    let target = ProjectState::from_registry(&config.registry)?;
    let answers = match &options.answers {
        None => Answers::default(),
        Some(path) => {
            let shown = path.display().to_string();
            let text = fs::read_to_string(path).map_err(|error| {
                Error::new(ErrorKind::Io, format!("cannot read {shown}")).with_source(error)
            })?;
            Answers::read(&shown, &text)?
        }
    };
    let writes = !options.check && !options.dry_run;
    let mut asking = Asking::new(&config.registry, answers, writes && report.is_terminal());
    let changes = detect(&graph.state()?, &target, &config.registry, &mut asking)?;
    if !changes.questions.is_empty() {
        if options.check {
            report.line("There are changes, and questions about them");
            return Ok(Exit::Act);
        }
        return Ok(unanswered(&changes, report));
    }
    if changes.operations.is_empty() {
        report.line("No changes");
        return Ok(Exit::Done);
    }
    let migration = migration(&graph, changes, options.name.as_deref());
    finish(config, options, &migration, report)
}

/// Writes the migration, or says that it would be written.
fn finish(
    config: &ManageConfig,
    options: &Makemigrations,
    migration: &Migration,
    report: &Report,
) -> Result<Exit> {
    if options.check || options.dry_run {
        let path = config
            .migrations_dir
            .join(format!("{}.toml", migration.name));
        report.line(format!("{} (not written)", path.display()));
        describe(migration, report);
        if options.dry_run {
            report.text(&format!("\n{}", write(migration)));
        }
        return Ok(if options.check { Exit::Act } else { Exit::Done });
    }
    let path = save(&config.migrations_dir, migration)?;
    report.line(path.display().to_string());
    describe(migration, report);
    Ok(Exit::Done)
}

/// The next migration, behind all that are there.
fn migration(graph: &Graph, changes: Changes, name: Option<&str>) -> Migration {
    let number = graph.next_number();
    let initial = graph.files().is_empty();
    let name = match name {
        Some(name) => name.to_owned(),
        None if initial => "initial".to_owned(),
        None => suggest_name(&changes.operations),
    };
    Migration {
        name: file_name(number, &name),
        depends: graph.leaves(),
        operations: changes.operations,
        ..Migration::default()
    }
}

fn describe(migration: &Migration, report: &Report) {
    if migration.depends.len() > 1 {
        report.line(format!("  Merges {}", migration.depends.join(", ")));
    }
    for operation in &migration.operations {
        report.line(format!("  {}", operation.description()));
    }
}

/// Prints the answers that are missing, ready to be filled in.
fn unanswered(changes: &Changes, report: &Report) -> Exit {
    let count = changes.questions.len();
    let subject = if count == 1 {
        "1 question has"
    } else {
        "questions have"
    };
    let subject = if count == 1 {
        subject.to_owned()
    } else {
        format!("{count} {subject}")
    };
    let message = format!("{subject} no answer, and no migration was written");
    report.error(&Error::new(ErrorKind::Migration, message).with_hint(
        "fill in the answers below, and give the file by `--answers FILE`; a rename can be said by \
         `renamed_from = \"…\"` in the models, the value of a new field by `default` or `db_default`",
    ));
    report.text(&Answers::template(&changes.questions));
    Exit::Answer
}
