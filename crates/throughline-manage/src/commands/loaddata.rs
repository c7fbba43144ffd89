//! `loaddata`: reads rows that `dumpdata` wrote.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{ProjectState, RowTable, RowWriter, row_tables};

use crate::arguments::Loaddata;
use crate::connect::connect;
use crate::dump::{check_header, read_line};
use crate::tally::{tally, total};
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: Loaddata, report: &Report) -> Result<Exit> {
    let tables = row_tables(&ProjectState::from_registry(&config.registry)?)?;
    let database = connect(config, &options.database)?;
    let sizes = options.files.iter().filter_map(|path| path.metadata().ok());
    let progress = report.progress(sizes.map(|file| file.len()).sum());
    let load = Load {
        tables: tables.clone(),
        files: options.files,
        progress: progress.clone(),
    };
    let loaded = database.run_blocking(load);
    progress.finish_and_clear();
    let counts = loaded?;
    report.text(&tally(&tables, &counts));
    report.line(format!("Loaded {}", total(&counts)));
    Ok(Exit::Done)
}

/// Writes the rows of the files. Gives how many there were for each table.
struct Load {
    tables: Vec<RowTable>,
    files: Vec<PathBuf>,
    progress: ProgressBar,
}

impl Operation for Load {
    type Output = Vec<u64>;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<u64>> {
        let mut writer = RowWriter::begin(connection).await?;
        let result = self.load(connection, &mut writer).await;
        writer.end(connection, &self.tables, result).await
    }
}

impl Load {
    async fn load(&self, connection: &mut Connection, writer: &mut RowWriter) -> Result<Vec<u64>> {
        let mut counts = vec![0; self.tables.len()];
        for path in &self.files {
            let mut lines = Lines::open(path)?;
            let first = lines.next()?.unwrap_or_default();
            check_header(&first).map_err(|error| lines.at(error))?;
            while let Some(line) = lines.next()? {
                self.progress.inc(line.len() as u64);
                if line.trim().is_empty() {
                    continue;
                }
                let row = read_line(&line, &self.tables).map_err(|error| lines.at(error))?;
                let written = writer.write(connection, row.table, &row.positions, &row.values);
                written.await.map_err(|error| lines.at(error))?;
                counts[row.number] += 1;
            }
        }
        Ok(counts)
    }
}

/// The lines of a file, one at a time.
struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read + Send>>,
    number: usize,
}

impl Lines {
    fn open(path: &Path) -> Result<Self> {
        let (name, reader): (_, Box<dyn Read + Send>) = if path.as_os_str() == "-" {
            ("standard input".to_owned(), Box::new(io::stdin()))
        } else {
            let name = path.display().to_string();
            let file = File::open(path).map_err(|error| cannot_read(&name, error))?;
            (name, Box::new(file))
        };
        Ok(Lines {
            name,
            reader: BufReader::new(reader),
            number: 0,
        })
    }

    /// The next line; none behind the last one.
    fn next(&mut self) -> Result<Option<String>> {
        let mut line = String::new();
        let read = self.reader.read_line(&mut line);
        let read = read.map_err(|error| cannot_read(&self.name, error))?;
        self.number += 1;
        Ok((read > 0).then_some(line))
    }

    /// The error with the place of the last line before it.
    fn at(&self, error: Error) -> Error {
        let message = format!("{}:{}: {error}", self.name, self.number);
        let hint = error.hint().map(str::to_owned);
        let hint = hint.unwrap_or_else(|| "correct this line".to_owned());
        error
            .with_message(message)
            .with_hint(format!("{hint}; nothing was kept"))
    }
}

fn cannot_read(name: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot read {name}")).with_source(error)
}
