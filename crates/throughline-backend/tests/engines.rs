//! Says which engines the tests run on, for the closing lines of `cargo xtask test`.

use std::fs::OpenOptions;
use std::io::Write;

use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::{Result, ValueRef};

/// Asks an engine for its version.
struct Version(&'static str);

impl Operation for Version {
    type Output = String;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<String> {
        let mut version = String::new();
        let take = &mut |row: &dyn throughline_core::Row| {
            if let ValueRef::Text(text) = row.value(0)? {
                text.clone_into(&mut version);
            }
            Ok(())
        };
        connection.query(self.0, &[], take).await?;
        Ok(version)
    }
}

/// Adds a line to the file that `THROUGHLINE_ENGINE_REPORT` names, if it does.
fn report(line: &str) {
    let Some(path) = std::env::var_os("THROUGHLINE_ENGINE_REPORT") else {
        return;
    };
    let file = OpenOptions::new().create(true).append(true).open(path);
    // In one call: the tests of other engines add theirs at the same moment.
    let written = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    written.expect("the report can be written");
}

#[test]
fn sqlite_runs_and_tells_its_version() {
    let db = Database::connect_blocking("sqlite::memory:").unwrap();
    let version = db.run_blocking(Version("SELECT sqlite_version()")).unwrap();
    assert!(version.starts_with("3."), "{version}");
    report(&format!("{} {version} (bundled)", db.dialect().name()));
}

#[cfg(any(feature = "postgres", feature = "mariadb"))]
fn server_tells(variable: &str, local: &str, question: &'static str) {
    let url = std::env::var(variable).unwrap_or_else(|_| local.to_owned());
    let db = Database::connect_blocking(&url)
        .unwrap_or_else(|error| panic!("{error:?}\n\nstart the server, or name one in {variable}"));
    let version = db
        .run_blocking(Version(question))
        .expect("it tells its version");
    assert!(
        version.starts_with(|first: char| first.is_ascii_digit()),
        "{version}"
    );
    let number = version.split([' ', '-']).next().unwrap_or_default();
    report(&format!("{} {number}", db.dialect().name()));
}

#[cfg(feature = "postgres")]
#[test]
fn postgresql_runs_and_tells_its_version() {
    let local = "postgres://postgres@127.0.0.1:5432/postgres";
    server_tells("THROUGHLINE_POSTGRES_URL", local, "SHOW server_version");
}

#[cfg(feature = "mariadb")]
#[test]
fn mariadb_runs_and_tells_its_version() {
    let local = "mariadb://root@127.0.0.1:3306/mysql";
    server_tells("THROUGHLINE_MARIADB_URL", local, "SELECT VERSION()");
}
