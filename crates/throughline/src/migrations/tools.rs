//! What a tool asks of a database whose models it does not have as types.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Result, Value};
use throughline_migrate::{Graph, LiveTable, Target};

use crate::{Applied, Executor};

/// A name as Django 5.2 cuts it on PostgreSQL: of one over 63 characters the first 59, and four
/// digits of the MD5 of the whole. For tools that share a database with Django.
///
/// ```
/// let table = "school_extracurricularactivityregistrationconfirmationdocumentrec";
/// assert_eq!(
///     throughline::migrations::django_name(table),
///     "school_extracurricularactivityregistrationconfirmationdocumdd85"
/// );
/// ```
#[must_use]
pub fn django_name(name: &str) -> String {
    throughline_core::names::django(name).as_str().to_owned()
}

/// Applies and undoes migrations until the database is where it is to be. Each is one
/// transaction.
///
/// ```
/// use throughline::migrations::{self, Graph, MigrationTarget};
/// # fn main() -> throughline::Result<()> {
/// let db = throughline::blocking::Db::memory()?;
/// let text = "format = 1\n[[operation]]\ncreate_model = \"Student\"\ntable = \"student\"\n\
///     fields = [{ name = \"id\", type = \"big_auto\", primary_key = true }]\n";
/// let file = migrations::read("0001_student", "0001_student.toml", text)?;
/// let graph = Graph::new(vec![file])?;
/// let done = migrations::migrate(&db, graph.clone(), MigrationTarget::Latest)?;
/// assert_eq!(done.migrations, ["0001_student"]);
/// migrations::migrate(&db, graph, MigrationTarget::Zero)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Migration`](crate::ErrorKind::Migration) if the files or the ledger are not as they must
/// be, or rows are in the way; the engine's.
pub fn migrate<E: Executor>(db: E, graph: Graph, target: Target) -> E::Out<Applied> {
    db.run(Migrate { graph, target })
}

struct Migrate {
    graph: Graph,
    target: Target,
}

impl Operation for Migrate {
    type Output = Applied;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Applied> {
        throughline_migrate::migrate(connection, &self.graph, &self.target, &mut ()).await
    }
}

/// The tables of the database as it describes them itself, but for the ledger of migrations.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::migrations;
/// # let School { db, .. } = school()?;
/// let tables = migrations::tables(&db)?;
/// assert!(tables.iter().any(|table| table.name == "course_students"));
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// # Errors
///
/// [`Unsupported`](crate::ErrorKind::Unsupported) on an engine that cannot be asked yet; the
/// engine's.
pub fn tables<E: Executor>(db: E) -> E::Out<Vec<LiveTable>> {
    db.run(Tables)
}

struct Tables;

impl Operation for Tables {
    type Output = Vec<LiveTable>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<LiveTable>> {
        throughline_migrate::live_tables(connection).await
    }
}

/// Reads these columns of all rows of a table, as the engine keeps them. One statement.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::migrations;
/// # let School { db, .. } = school()?;
/// let names = migrations::rows(&db, "course", ["title".to_owned()])?;
/// assert_eq!(names.len(), 2);
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// # Errors
///
/// The engine's.
pub fn rows<E: Executor>(
    db: E,
    table: impl Into<String>,
    columns: impl IntoIterator<Item = String>,
) -> E::Out<Vec<Vec<Value>>> {
    let (table, columns) = (table.into(), columns.into_iter().collect());
    db.run(Rows { table, columns })
}

struct Rows {
    table: String,
    columns: Vec<String>,
}

impl Operation for Rows {
    type Output = Vec<Vec<Value>>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Vec<Value>>> {
        throughline_migrate::live_rows(connection, &self.table, &self.columns).await
    }
}

/// Inserts rows with these columns into a table: all of them, or none. One statement a row.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Value, migrations};
/// # let School { db, .. } = school()?;
/// let title = vec![Value::Text("Algebra".to_owned())];
/// migrations::insert_rows(&db, "course", ["title".to_owned()], vec![title])?;
/// assert!(Course::objects().filter(|c| c.title().eq("Algebra")).exists(&db)?);
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// # Errors
///
/// The engine's.
pub fn insert_rows<E: Executor>(
    db: E,
    table: impl Into<String>,
    columns: impl IntoIterator<Item = String>,
    rows: Vec<Vec<Value>>,
) -> E::Out<()> {
    let (table, columns) = (table.into(), columns.into_iter().collect());
    db.run(InsertRows {
        table,
        columns,
        rows,
    })
}

struct InsertRows {
    table: String,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Operation for InsertRows {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        throughline_migrate::insert_rows(connection, &self.table, &self.columns, &self.rows).await
    }
}
