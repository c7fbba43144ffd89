//! What a query set asks, as text, and how the engine would answer.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;
use throughline_sql::plan::{Output, Select};

use super::QuerySet;
use crate::{Engine, Executor, Model};

impl<M: Model, B> QuerySet<M, B> {
    /// The statement that [`all`](QuerySet::all) sends to that engine, with placeholders for the
    /// values. No connection is needed, and nothing is sent.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Engine;
    ///
    /// let anns = Student::objects().filter(|s| s.name().eq("Ann"));
    /// assert_eq!(
    ///     anns.to_sql(Engine::Sqlite),
    ///     r#"SELECT "id", "name" FROM "student" WHERE "name" = ?"#
    /// );
    /// assert_eq!(
    ///     anns.to_sql(Engine::Postgres),
    ///     r#"SELECT "id", "name" FROM "student" WHERE "name" = $1"#
    /// );
    /// assert_eq!(
    ///     anns.to_sql(Engine::MariaDb),
    ///     "SELECT `id`, `name` FROM `student` WHERE `name` = ?"
    /// );
    /// ```
    #[must_use]
    pub fn to_sql(&self, engine: Engine) -> String {
        let select = self.clone().into_select(Output::Rows);
        throughline_sql::render(&select, engine.dialect()).sql
    }

    /// How the engine would find the rows of [`all`](QuerySet::all), in its own words: the steps in
    /// lines, to be read by people. One statement, which runs nothing.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let of_bob = Course::objects().filter(|c| c.students().name().eq("Bob"));
    /// println!("{}", of_bob.explain(&db)?);
    /// // SEARCH course USING INTEGER PRIMARY KEY (rowid=?)
    /// // LIST SUBQUERY 1
    /// //   SCAN t1 USING COVERING INDEX …
    /// //   SEARCH t2 USING INTEGER PRIMARY KEY (rowid=?)
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn explain<E: Executor>(self, db: E) -> E::Out<String> {
        db.run(Explain {
            select: self.into_select(Output::Rows),
        })
    }
}

struct Explain {
    select: Select,
}

impl Operation for Explain {
    type Output = String;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<String> {
        connection.explain(&self.select).await
    }
}
