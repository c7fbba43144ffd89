//! Migrations, from code: for tools whose models are known at run time only.
//!
//! A program that has models needs none of this: it has `cargo manage`, [`migrations!`](crate::migrations!)
//! and [`Db::migrate`](crate::Db::migrate). Here a state is data. Two states are compared, the
//! operations between them are written as a migration, and it is applied or undone:
//!
//! ```
//! use throughline::migrations::{self, Answers, Graph, Migration, MigrationTarget, ProjectState};
//! # use throughline::migrations::{Fills, Literal};
//! # struct NoFills;
//! # impl Fills for NoFills {
//! #     fn fill(&self, _: &str, _: &str) -> throughline::Result<Option<Literal>> { Ok(None) }
//! # }
//!
//! # fn main() -> throughline::Result<()> {
//! let before = ProjectState::new();
//! let operation = "format = 1\n[[operation]]\ncreate_model = \"Student\"\ntable = \"student\"\n\
//!     fields = [{ name = \"id\", type = \"big_auto\", primary_key = true }]\n";
//! let file = migrations::read("0001_student", "0001_student.toml", operation)?;
//! let mut after = before.clone();
//! file.migration.operations[0].state_forwards(&mut after)?;
//! let changes = migrations::detect(&before, &after, &NoFills, &mut Answers::default())?;
//! assert_eq!(changes.operations, file.migration.operations);
//!
//! let db = throughline::blocking::Db::memory()?;
//! let graph = Graph::new(vec![file])?;
//! migrations::migrate(&db, graph.clone(), MigrationTarget::Latest)?;
//! assert_eq!(migrations::tables(&db)?[0].name, "student");
//! migrations::migrate(&db, graph, MigrationTarget::Zero)?;
//! assert!(migrations::tables(&db)?.is_empty());
//! # Ok(())
//! # }
//! ```

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, ModelDef, Registry, Result};
use throughline_migrate::{Step, steps};

pub use self::tools::{django_name, insert_rows, migrate, rows, tables};
use crate::{Applied, Executor, Migrations};
pub use throughline_core::{CheckComparison, OnDelete};
// A public name that the crate's root has too would make the compiler write `throughline::Column`
// for `Column` in its messages. Names of variants count, so `FieldKind` is made by `into()` here.
pub use throughline_migrate::{
    Answer, Answers, Batch, Called, Changes, Check, CheckCondition, CheckOperand,
    Column as ColumnState, Content, Field, Fills, Graph, HistoricalRow, Links, Literal, LiveColumn,
    LiveForeignKey, LiveIndex, LiveTable, ManyToMany as ManyToManyState, Migration, MigrationFile,
    ModelState, NoAnswers, Operation as MigrationOperation, Plain, ProjectState, Question,
    Questioner, RustFunction, Target as MigrationTarget, detect, optimize, read, write,
};
pub use throughline_sql::schema::DeclaredCheck;

mod db;
mod run_rust;
mod tools;

/// Applies the migrations that were not applied yet.
struct Migrate(Migrations);

impl Operation for Migrate {
    type Output = Applied;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Applied> {
        throughline_migrate::apply(connection, self.0).await
    }
}

/// Creates the tables of these models, as the first migration would, without a ledger: for
/// tests and scratch databases. A program that keeps its database uses
/// [`Db::migrate`](crate::Db::migrate).
///
/// A through model, and the target of each relation, has to be among the models.
///
/// ```
/// use throughline::prelude::*;
/// # use throughline_guide::{Course, Student};
///
/// # fn main() -> throughline::Result<()> {
/// let db = throughline::blocking::Db::memory()?;
/// throughline::create_tables(&db, [Student::META, Course::META])?;
/// assert_eq!(Student::objects().count(&db)?, 0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Migration`](ErrorKind::Migration) if the models do not fit each other; the engine's if a
/// table is there already, and then none is created.
pub fn create_tables<E: Executor>(
    db: E,
    models: impl IntoIterator<Item = &'static ModelDef>,
) -> E::Out<()> {
    db.run(CreateTables(Registry::new(models)))
}

struct CreateTables(Registry);

impl Operation for CreateTables {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        let steps = self.steps(connection)?;
        let level = connection.begin().await?;
        let mut result = Ok(());
        for step in steps {
            result = connection
                .execute(&step.sql, &step.parameters)
                .await
                .map(drop);
            if result.is_err() {
                break;
            }
        }
        connection.end(level, result).await
    }
}

impl CreateTables {
    fn steps(
        &self,
        connection: &Connection,
    ) -> Result<Vec<throughline_sql::schema::SchemaStatement>> {
        let target = ProjectState::from_registry(&self.0)?;
        let changes = detect(&ProjectState::new(), &target, &self.0, &mut NoAnswers)?;
        let migration = Migration {
            name: "0001_initial".to_owned(),
            operations: changes.operations,
            ..Migration::default()
        };
        let file = read(&migration.name, &migration.name, &write(&migration))?;
        let graph = Graph::new(vec![file])?;
        let mut statements = Vec::new();
        let mut state = ProjectState::new();
        for file in graph.files() {
            for step in steps(file, &mut state, connection.dialect())? {
                match step.step {
                    Step::Statement(statement) => statements.push(statement),
                    // A new table is never made anew, and has no rows to ask about.
                    Step::Rebuild(_)
                    | Step::Drop(_)
                    | Step::Guard(_)
                    | Step::Script(_)
                    | Step::Call(_) => {
                        return Err(Error::new(
                            ErrorKind::Migration,
                            "a new table was made twice",
                        ));
                    }
                }
            }
        }
        Ok(statements)
    }
}
