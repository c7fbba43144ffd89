//! The engines by name, for those who ask for their text without a connection.

use throughline_sql::dialect::{self, Dialect};

/// An engine, to ask for its text without a connection: see
/// [`RowSet::to_sql`](crate::RowSet::to_sql).
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Engine;
///
/// let students = Student::objects().order_by(|s| s.name());
/// for engine in [Engine::Sqlite, Engine::Postgres, Engine::MariaDb] {
///     println!("{engine:?}: {}", students.to_sql(engine));
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// SQLite, from version 3.35 on.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MariaDB, from version 10.7 on.
    MariaDb,
}

impl Engine {
    pub(crate) fn dialect(self) -> &'static dyn Dialect {
        match self {
            Engine::Sqlite => &dialect::SQLITE,
            Engine::Postgres => &dialect::POSTGRES,
            Engine::MariaDb => &dialect::MARIADB,
        }
    }
}
