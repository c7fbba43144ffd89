//! `dumpdata`: writes the rows of the models as text.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{ProjectState, RowTable, read_rows, row_tables};

use crate::arguments::Dumpdata;
use crate::connect::connect;
use crate::dump::{header, write_line};
use crate::tally::{tally, total};
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: &Dumpdata, report: &Report) -> Result<Exit> {
    let state = ProjectState::from_registry(&config.registry)?;
    for model in options.models.iter().chain(&options.exclude) {
        if state.model(model).is_none() {
            return Err(unknown_model(model, &state));
        }
    }
    let mut tables = row_tables(&state)?;
    tables.retain(|table| {
        (options.models.is_empty() || options.models.contains(&table.model))
            && !options.exclude.contains(&table.model)
    });
    let database = connect(config, &options.database)?;
    let dump = |output: Box<dyn Write + Send>| {
        let tables = tables.clone();
        database.run_blocking(Dump { tables, output })
    };
    match &options.output {
        None => drop(dump(Box::new(report.output()))?),
        Some(path) => {
            let counts = into_file(path, dump)?;
            report.text(&tally(&tables, &counts));
            report.line(format!("Wrote {} to {}", total(&counts), path.display()));
        }
    }
    Ok(Exit::Done)
}

fn unknown_model(model: &str, state: &ProjectState) -> Error {
    let names: Vec<_> = state
        .models()
        .map(|model| format!("`{}`", model.name))
        .collect();
    Error::new(
        ErrorKind::InvalidValue,
        format!("there is no model `{model}`"),
    )
    .with_hint(format!("the models are {}", names.join(", ")))
}

/// Writes a file: a draft beside it, which gets its name when it is whole.
fn into_file(
    path: &Path,
    dump: impl FnOnce(Box<dyn Write + Send>) -> Result<Vec<u64>>,
) -> Result<Vec<u64>> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let draft: PathBuf = path.with_file_name(name);
    let file = fs::File::create(&draft).map_err(|error| cannot_write(path, error))?;
    let counts = file
        .try_clone()
        .map_err(|error| cannot_write(path, error))
        .and_then(|clone| dump(Box::new(clone)))
        .and_then(|counts| {
            let kept = file.sync_all().and_then(|()| fs::rename(&draft, path));
            kept.map(|()| counts)
                .map_err(|error| cannot_write(path, error))
        });
    if counts.is_err() {
        // What is left of the draft is of no use; the error that counts is the first one.
        _ = fs::remove_file(&draft);
    }
    counts
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot write {}", path.display())).with_source(error)
}

/// Writes all rows of the tables. Gives how many there are in each.
struct Dump {
    tables: Vec<RowTable>,
    output: Box<dyn Write + Send>,
}

impl Operation for Dump {
    type Output = Vec<u64>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<u64>> {
        let mut output = BufWriter::new(self.output);
        let level = connection.begin_read().await?;
        let result = write_tables(connection, &self.tables, &mut output).await;
        let counts = connection.end(level, result).await?;
        output.flush().map_err(broken)?;
        Ok(counts)
    }
}

async fn write_tables(
    connection: &mut Connection,
    tables: &[RowTable],
    output: &mut (dyn Write + Send),
) -> Result<Vec<u64>> {
    output.write_all(header().as_bytes()).map_err(broken)?;
    let mut counts = Vec::new();
    for table in tables {
        let mut count = 0;
        read_rows(connection, table, &mut |row| {
            count += 1;
            let line = write_line(table, &row)?;
            output.write_all(line.as_bytes()).map_err(broken)
        })
        .await?;
        counts.push(count);
    }
    Ok(counts)
}

fn broken(error: io::Error) -> Error {
    Error::new(ErrorKind::Io, "the output takes no more").with_source(error)
}
