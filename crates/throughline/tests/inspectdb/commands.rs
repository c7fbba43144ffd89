//! `inspectdb` prints the models that are compiled here, and `drift` finds nothing that they do
//! not say.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use throughline::Registry;
use throughline_manage::{Exit, ManageConfig, Report, run};

use crate::Fixture;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs a command with the models that are linked here, on the fixture. Gives the output, errors
/// included, and the exit code.
fn manage(fixture: &Fixture, command: &[&str]) -> (String, Exit) {
    let config = ManageConfig {
        registry: Registry::linked(),
        migrations_dir: Path::new(env!("CARGO_MANIFEST_DIR")).join("no_migrations"),
        database_url: Some(fixture.url()),
    };
    let output = Captured::default();
    let report = Report::new(output.clone(), output.clone());
    let arguments = ["manage"].iter().chain(command).map(OsString::from);
    let exit = run(config, arguments, report);
    let bytes = output.0.lock().unwrap().clone();
    (String::from_utf8(bytes).unwrap(), exit)
}

#[test]
fn inspectdb_prints_the_models_that_are_compiled_here() {
    let (printed, exit) = manage(&Fixture::new(), &["inspectdb"]);
    assert_eq!(exit, Exit::Done);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspectdb/models.rs");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        printed == kept,
        "run `cargo xtask bless`, and read what has changed:\n{printed}"
    );
}

#[test]
fn the_models_do_not_differ_from_the_database_that_they_were_made_of() {
    let (printed, exit) = manage(&Fixture::new(), &["drift"]);
    assert_eq!((printed.as_str(), exit), ("No drift\n", Exit::Done));
}

#[test]
fn a_change_of_the_database_is_found() {
    let fixture = Fixture::new();
    let db = fixture.open();
    for sql in [
        "ALTER TABLE school_club ADD COLUMN note text",
        "DROP TABLE school_profile",
        "CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY)",
    ] {
        db.execute(sql, ()).unwrap();
    }
    drop(db);
    let (printed, exit) = manage(&fixture, &["drift", "--ignore", "django_*"]);
    let expected = "The tables differ:\n  \
                    `Club`: column `note` is in the database and in no model\n  \
                    `Profile`: the database has no table `school_profile`\n";
    assert_eq!((printed.as_str(), exit), (expected, Exit::Act));
}
