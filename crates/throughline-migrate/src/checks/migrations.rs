//! What is wrong with the migrations, and between them and the models.

use throughline_core::{OnDelete, Registry, Result};

use super::{Level, Problem};
use crate::autodetector::{Changes, check_names, detect};
use crate::graph::Graph;
use crate::migration::MigrationFile;
use crate::questioner::NoAnswers;
use crate::state::{Content, ModelState, ProjectState};

/// Checks the files. Gives the state that they lead to, if they lead to one.
pub(super) fn check(
    files: Vec<Result<MigrationFile>>,
    problems: &mut Vec<Problem>,
) -> Option<ProjectState> {
    let mut readable = Vec::new();
    let mut whole = true;
    for file in files {
        match file {
            Ok(file) => readable.push(file),
            Err(error) => {
                problems.push(Problem::of("migrations.file", &error));
                whole = false;
            }
        }
    }
    if !whole {
        // The others would only miss what is in these.
        return None;
    }
    let state = Graph::new(readable)
        .map_err(|error| Problem::of("migrations.graph", &error))
        .and_then(|graph| {
            let state = graph.state();
            state.map_err(|error| Problem::of("migrations.replay", &error))
        })
        .and_then(|state| match check_names(&state) {
            Ok(()) => Ok(state),
            Err(error) => Err(Problem::of("migrations.names", &error)),
        });
    match state {
        Ok(state) => {
            state
                .models()
                .for_each(|model| model_of_files(model, problems));
            Some(state)
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// What the derive would have refused, in a file that was edited.
fn model_of_files(model: &ModelState, problems: &mut Vec<Problem>) {
    let mut columns: Vec<String> = Vec::new();
    for field in &model.fields {
        let Some(column) = field.column() else {
            continue;
        };
        let mut error = |id, message: String, hint: &str| {
            let place = format!("{}.{}", model.name, field.name);
            problems.push(Problem::new(id, Level::Error, place, message, hint));
        };
        if column.null && model.primary_key.contains(&field.name) {
            let message = "by the migrations, this part of the primary key takes null";
            let hint = "correct the file that makes the field: a key is never null";
            error("migrations.null_key", message.to_owned(), hint);
        }
        if let Content::ForeignKey { on_delete, .. } = &column.content {
            let lacks = match on_delete {
                OnDelete::SetNull if !column.null => "takes no null",
                OnDelete::SetDefault if column.db_default.is_none() => "has no `db_default`",
                _ => "",
            };
            if !lacks.is_empty() {
                let message =
                    format!("by the migrations, its `on_delete` cannot be done: it {lacks}");
                let hint = "correct the file that makes the field, or its `on_delete`";
                error("migrations.on_delete", message, hint);
            }
        }
        let lower = column.column.to_lowercase();
        if columns.contains(&lower) {
            let message = format!(
                "by the migrations, another field has its column `{}` too",
                column.column
            );
            let hint = "correct the file that makes the field: give it a column of its own";
            error("migrations.same_column", message, hint);
        }
        columns.push(lower);
    }
}

/// Whether the models ask for something that no migration makes.
pub(super) fn check_changes(
    registry: &Registry,
    models: &ProjectState,
    state: &ProjectState,
    problems: &mut Vec<Problem>,
) {
    let changes = match detect(state, models, registry, &mut NoAnswers) {
        Ok(changes) => changes,
        Err(error) => {
            problems.push(Problem::of("models.change", &error));
            return;
        }
    };
    if changes == Changes::default() {
        return;
    }
    let mut message = "the models have changes that no migration makes".to_owned();
    for operation in &changes.operations {
        message.push_str("\n  ");
        message.push_str(&operation.description());
    }
    problems.push(Problem::new(
        "migrations.missing",
        Level::Warning,
        "",
        message,
        "`cargo manage makemigrations` writes them as a migration",
    ));
}
