//! `dumpdata`: writes the rows of the models as text.

use std::io::{self, BufWriter, Write};

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{ProjectState, RowTable, read_rows, row_tables};

use crate::arguments::Dumpdata;
use crate::connect::connect;
use crate::dump::{header, write_line};
use crate::file::into_file;
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
            let counts = into_file(path, |file| dump(Box::new(file)))?;
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
