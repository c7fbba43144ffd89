//! `makemigrations`: writes what has changed in the models as a migration.

use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{
    Changes, Graph, Migration, ProjectState, check_name, detect, file_name, load_directory, save,
    suggest_name, write,
};

use crate::arguments::Makemigrations;
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
    let graph = load_directory(&config.migrations_dir)?;
    let target = ProjectState::from_registry(&config.registry)?;
    let changes = detect(&graph.state()?, &target, &config.registry)?;
    if !changes.unsupported.is_empty() {
        return Err(no_additions(&changes));
    }
    if !changes.questions.is_empty() {
        report.error(&unanswered(&changes));
        return Ok(Exit::Answer);
    }
    if changes.operations.is_empty() {
        report.line("No changes");
        return Ok(Exit::Done);
    }
    let migration = migration(&graph, changes, options.name.as_deref());
    if options.check || options.dry_run {
        let path = config
            .migrations_dir
            .join(format!("{}.toml", migration.name));
        report.line(format!("{} (not written)", path.display()));
        describe(&migration, report);
        if options.dry_run {
            report.text(&format!("\n{}", write(&migration)));
        }
        return Ok(if options.check { Exit::Act } else { Exit::Done });
    }
    let path = save(&config.migrations_dir, &migration)?;
    report.line(path.display().to_string());
    describe(&migration, report);
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
    }
}

fn describe(migration: &Migration, report: &Report) {
    for operation in &migration.operations {
        report.line(format!("  {}", operation.description()));
    }
}

fn no_additions(changes: &Changes) -> Error {
    let list: Vec<_> = changes
        .unsupported
        .iter()
        .map(|unsupported| format!("\n  {}: {}", unsupported.place, unsupported.change))
        .collect();
    let subject = match list.len() {
        1 => "1 change is no addition".to_owned(),
        count => format!("{count} changes are no additions"),
    };
    let message = format!("{subject}, and no migration was written{}", list.concat());
    Error::new(ErrorKind::Unsupported, message).with_hint(
        "this release writes new models, fields, relations, unique keys and indexes only: take \
         these changes back. Where the rows may go, delete the database and the migrations, and \
         make them anew",
    )
}

fn unanswered(changes: &Changes) -> Error {
    let list: Vec<_> = changes
        .questions
        .iter()
        .map(|question| {
            format!(
                "\n  {}.{}: the field takes no null, and the rows that are there have no value for it",
                question.model, question.field
            )
        })
        .collect();
    let subject = match list.len() {
        1 => "1 field needs".to_owned(),
        count => format!("{count} fields need"),
    };
    let message = format!(
        "{subject} an answer, and no migration was written{}",
        list.concat()
    );
    Error::new(ErrorKind::Migration, message).with_hint(
        "write `#[field(default = …)]` to fill these rows once, `#[field(db_default = …)]` if the \
         database is to keep the default, or make the field an `Option<…>`",
    )
}
