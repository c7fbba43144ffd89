//! Says which engines the tests run on, for the closing lines of `cargo xtask test`.

use std::fs::OpenOptions;
use std::io::Write;

use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::{Result, ValueRef};

/// Asks SQLite for its version.
struct Version;

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
        connection
            .query("SELECT sqlite_version()", &[], take)
            .await?;
        Ok(version)
    }
}

/// Adds a line to the file that `THROUGHLINE_ENGINE_REPORT` names, if it does.
fn report(line: &str) {
    let Some(path) = std::env::var_os("THROUGHLINE_ENGINE_REPORT") else {
        return;
    };
    let file = OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| writeln!(file, "{line}"));
    written.expect("the report can be written");
}

#[test]
fn sqlite_runs_and_tells_its_version() {
    let db = Database::connect_blocking("sqlite::memory:").unwrap();
    let version = db.run_blocking(Version).unwrap();
    assert!(version.starts_with("3."), "{version}");
    report(&format!("{} {version} (bundled)", db.dialect().name()));
}
