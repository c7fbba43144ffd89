//! `inspectdb`: models for the tables of a database.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result, Value};
use throughline_migrate::{
    DJANGO_LEDGER, Inspected, LiveSchema, inspect, live_rows, live_schema, models_source,
};

use crate::arguments::Inspectdb;
use crate::connect::connect;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: Inspectdb, report: &Report) -> Result<Exit> {
    let found = connect(config, &options.database)?.run_blocking(Inspect {
        tables: options.tables.clone(),
    })?;
    let source = models_source(&found, &options.tables);
    match &options.output {
        None => report.text(&source),
        Some(path) => {
            write_new(path, &source).map_err(|error| {
                let message = format!("cannot write {}", path.display());
                Error::new(ErrorKind::Io, message)
                    .with_source(error)
                    .with_hint("name a file that is not there yet, in a directory that is")
            })?;
            report.line(path.display().to_string());
        }
    }
    if found.state.models().next().is_none() {
        report.hint("the database has no table that can be a model's");
    }
    Ok(Exit::Done)
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}

/// Inspects a database.
struct Inspect {
    tables: Vec<String>,
}

impl Operation for Inspect {
    type Output = Inspected;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Inspected> {
        let schema = live_schema(connection).await?;
        check_tables(&self.tables, &schema)?;
        let apps = django_apps(connection, &schema).await?;
        inspect(&schema, &apps, connection.dialect().schema_rules())
    }
}

/// Refuses tables that are not there.
fn check_tables(tables: &[String], schema: &LiveSchema) -> Result<()> {
    let is_there = |name: &String| schema.tables.iter().any(|table| table.name == *name);
    let Some(missing) = tables.iter().find(|name| !is_there(name)) else {
        return Ok(());
    };
    let names = schema.tables.iter().map(|table| table.name.as_str());
    let names = names.collect::<Vec<_>>().join(", ");
    let message = format!("the database has no table `{missing}`");
    Err(Error::new(ErrorKind::InvalidValue, message).with_hint(format!("it has {names}")))
}

/// The applications of a database that Django made, and `django`, which stands before the tables
/// of its own.
async fn django_apps(connection: &mut Connection, schema: &LiveSchema) -> Result<Vec<String>> {
    if !schema
        .tables
        .iter()
        .any(|table| table.name == DJANGO_LEDGER)
    {
        return Ok(Vec::new());
    }
    let rows = live_rows(connection, DJANGO_LEDGER, &["app".to_owned()]).await?;
    let mut apps = vec!["django".to_owned()];
    for value in rows.into_iter().flatten() {
        match value {
            Value::Text(app) if !apps.contains(&app) => apps.push(app),
            _ => {}
        }
    }
    Ok(apps)
}
