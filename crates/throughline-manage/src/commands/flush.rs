//! `flush`: removes all rows of all models.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{ProjectState, RowTable, count_all, empty, row_tables};

use crate::arguments::Flush;
use crate::connect::{connect, database_url, shown};
use crate::questioner::confirm;
use crate::tally::{tally, total};
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: &Flush, report: &Report) -> Result<Exit> {
    let tables = row_tables(&ProjectState::from_registry(&config.registry)?)?;
    let database = connect(config, &options.database)?;
    if !options.yes {
        let counts = database.run_blocking(Count(tables.clone()))?;
        let name = shown(database_url(config, &options.database)?);
        match may_remove(&tables, &counts, name, report)? {
            Exit::Done => {}
            exit => return Ok(exit),
        }
    }
    let counts = database.run_blocking(Empty(tables.clone()))?;
    if options.yes {
        // Otherwise they were in the question.
        report.text(&tally(&tables, &counts));
    }
    report.line(format!("Removed {}", total(&counts)));
    Ok(Exit::Done)
}

/// Asks. Gives [`Exit::Done`] if the rows may go.
fn may_remove(
    tables: &[RowTable],
    counts: &[u64],
    database: &str,
    report: &Report,
) -> Result<Exit> {
    let rows = total(counts);
    if !report.is_terminal() {
        let message = format!("{rows} would be removed from {database}, and nobody can be asked");
        report.error(
            &Error::new(ErrorKind::InvalidValue, message)
                .with_hint("give `--yes` to remove them without a question"),
        );
        return Ok(Exit::Answer);
    }
    report.text(&tally(tables, counts));
    if confirm(&format!("Remove {rows} from {database}?"))? {
        return Ok(Exit::Done);
    }
    report.line("Nothing was removed");
    Ok(Exit::Act)
}

/// Counts the rows of each table.
struct Count(Vec<RowTable>);

impl Operation for Count {
    type Output = Vec<u64>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<u64>> {
        count_all(connection, &self.0).await
    }
}

/// Removes the rows of each table.
struct Empty(Vec<RowTable>);

impl Operation for Empty {
    type Output = Vec<u64>;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<u64>> {
        empty(connection, &self.0).await
    }
}
