//! A database brings its own tables up to date.

use throughline_core::{Error, ErrorKind, Result};

use super::Migrate;
use crate::{Applied, Db, Executor, Migrations, blocking};

impl Db {
    /// Applies the migrations that were not applied yet. Gives their names.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Migrations;
    ///
    /// const MIGRATIONS: Migrations = throughline::migrations!();
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// let db = Db::memory().await?;
    /// let applied = db.migrate(MIGRATIONS).await?;
    /// # assert_eq!(applied.migrations, [""; 0], "this crate has none");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Migration`](crate::ErrorKind::Migration) if a file is wrong or was changed after it was
    /// applied; the engine's errors. Each migration is applied whole or not at all.
    pub async fn migrate(&self, migrations: Migrations) -> Result<Applied> {
        if self.target.is_rolled_back() {
            return Err(no_migrations());
        }
        self.run(Migrate(migrations)).await
    }
}

impl blocking::Db {
    /// Applies the migrations that were not applied yet, as [`crate::Db::migrate`] does.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Migrations;
    ///
    /// const MIGRATIONS: Migrations = throughline::migrations!();
    ///
    /// let db = throughline::blocking::Db::memory()?;
    /// let applied = db.migrate(MIGRATIONS)?;
    /// # assert_eq!(applied.migrations, [""; 0], "this crate has none");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`crate::Db::migrate`].
    pub fn migrate(&self, migrations: Migrations) -> Result<Applied> {
        if self.target.is_rolled_back() {
            return Err(no_migrations());
        }
        self.run(Migrate(migrations))
    }
}

/// The error of migrations within a transaction: some have to switch foreign keys off, which no
/// transaction can.
fn no_migrations() -> Error {
    Error::new(
        ErrorKind::Unsupported,
        "migrations cannot be applied to a handle that is rolled back",
    )
    .with_hint("apply them before `rolled_back`")
}
