//! Migrations: from the models to the files, and from the files to the database.
//!
//! `makemigrations` replays the files into a [`ProjectState`], makes another one from the
//! registry, and [`detect`]s the [`Operation`]s between them; [`write()`] spells them as TOML.
//! `migrate` reads the files ([`load_directory`], or [`Migrations`] inside a program), puts
//! them in order ([`Graph`]), leaves out those in the ledger, and applies the rest, each in one
//! transaction ([`apply`]). The other way round, `inspectdb` makes a state of the tables that are
//! there ([`inspect`]), and `drift` compares them with the state that they should have ([`drift()`]).
//!
//! Input and output happen in `loader`, `recorder`, `executor`, `introspector`, `rows` and
//! `foreign_keys` alone; everything else is a pure function. SQL text is made in `throughline-sql`.
//!
//! Only the `throughline` crate promises a stable interface; this one may change with every
//! release. The format of the files is promised: see [`write()`].

mod answers;
mod autodetector;
mod checks;
mod diagram;
mod drift;
mod effect;
mod embedded;
mod executor;
#[cfg(test)]
mod fixtures;
mod foreign_keys;
mod functions;
mod graph;
mod inspector;
mod introspector;
mod loader;
mod loss;
mod merge;
mod migration;
mod naming;
mod operation;
mod optimizer;
mod plan;
mod questioner;
mod reader;
mod recorder;
mod replacement;
mod rows;
mod schema_editor;
mod script;
mod source;
mod squash;
mod state;
mod words;
mod writer;

use throughline_core::{Error, ErrorKind};

pub use answers::Answers;
pub use autodetector::{Changes, detect};
pub use checks::{Level, Problem, check, check_ledger};
pub use diagram::{mermaid, svg};
pub use drift::{Difference, DifferenceKind, Wanted, drift};
pub use effect::{Effect, effects};
pub use embedded::Migrations;
pub use executor::{
    Applied, Batch, HistoricalRow, Lost, Planned, Progress, apply, apply_graph, fake, losses,
    migrate, planned,
};
pub use functions::{Called, RustFunction, function};
pub use graph::Graph;
pub use inspector::{DJANGO_LEDGER, Hint, Inspected, Note, inspect, is_ledger};
pub use introspector::{
    LiveColumn, LiveForeignKey, LiveIndex, LiveSchema, LiveTable, insert_rows, live_rows,
    live_schema, live_tables,
};
pub use loader::{load_directory, load_files, save};
pub use merge::merge;
pub use migration::{Migration, MigrationFile};
pub use naming::{check_name, file_name, suggest_name};
pub use operation::{
    AddCheck, AddField, AddIndex, AddUnique, AlterField, AlterPrimaryKey, AlterTable, CreateModel,
    DeleteModel, Direction, LinksToModel, ModelToLinks, MoveRelation, Operation, RemoveCheck,
    RemoveField, RemoveIndex, RemoveUnique, RenameField, RenameModel, RunRust, RunSql, SqlText,
};
pub use optimizer::optimize;
pub use plan::{AppliedMigration, Target, ledger_faults, pending, to_apply, to_undo};
pub use questioner::{Answer, NoAnswers, Question, Questioner};
pub use reader::read;
pub use recorder::applied;
pub use recorder::progress::{Unfinished, unfinished};
pub use replacement::resolve;
pub use rows::{RowTable, RowWriter, count_all, empty, read_rows, row_tables};
pub use schema_editor::{Call, MigrationStep, Step, steps, steps_back};
pub use script::script;
pub use source::models_source;
pub use squash::{Squashed, squash};
pub use state::{
    Check, CheckCondition, CheckOperand, Column, Content, Field, FieldKind, Fills, Links, Literal,
    ManyToMany, ModelState, Plain, ProjectState,
};
pub use throughline_sql::dialect::{DIALECTS, Dialect};
pub use writer::write;

/// An error about migrations.
fn problem(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Migration, message.into())
}

/// One error for all of these faults, if there are any: the only one as it is, several as a
/// list under their number.
fn problems(what: &str, mut faults: Vec<String>) -> Option<Error> {
    match faults.len() {
        0 => None,
        1 => faults.pop().map(problem),
        count => Some(problem(format!(
            "{count} {what}\n  {}",
            faults.join("\n  ")
        ))),
    }
}
