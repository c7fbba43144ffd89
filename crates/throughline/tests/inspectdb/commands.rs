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

/// Runs a command on the fixture, with the models of that module here. Gives the output, errors
/// included, and the exit code.
fn manage(fixture: &Fixture, module: &str, command: &[&str]) -> (String, Exit) {
    let linked = Registry::linked();
    let models = linked.models().iter().copied();
    let config = ManageConfig {
        registry: Registry::new(models.filter(|model| model.module.ends_with(module))),
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

/// Compares what `inspectdb` prints with a file here, or writes it anew.
fn assert_printed(fixture: &Fixture, file: &str) {
    let (printed, exit) = manage(fixture, "none", &["inspectdb"]);
    assert_eq!(exit, Exit::Done);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspectdb");
    let path = path.join(file);
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
fn inspectdb_prints_the_models_that_are_compiled_here() {
    assert_printed(&Fixture::new(), "models.rs");
    assert_printed(&Fixture::odd(), "odd_models.rs");
}

#[test]
fn the_models_do_not_differ_from_the_database_that_they_were_made_of() {
    let (printed, exit) = manage(&Fixture::new(), "::models", &["drift"]);
    assert_eq!((printed.as_str(), exit), ("No drift\n", Exit::Done));
}

#[test]
fn what_models_cannot_say_is_all_that_differs() {
    let (printed, exit) = manage(&Fixture::odd(), "::odd_models", &["drift"]);
    let expected = [
        "The tables differ:",
        "  `Beyond.at`: the database has the default CURRENT_TIMESTAMP, the models none",
        "  `Beyond.event_before`: the database has a foreign key to `event`, the models none",
        "  `Beyond`: column `place` is in the database and in no model",
        "  `Beyond`: column `a_column_with_a_name_that_is_longer_than_names_may_be_on_postgres` \
         is in the database and in no model",
        "  `Beyond`: column `twice` is in the database and in no model",
        "  `Beyond`: index (at) `beyond_late`, for some rows only or for an expression, is in the \
         database and in no model",
        "  `Beyond`: foreign key (seat_number, seat_row) is in the database and in no model",
        "  `Beyond`: check `grown` (age > 17) is in the database and in no model",
        "  table `keyless` is in the database and in no model",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
    assert_eq!(exit, Exit::Act);
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
    let (printed, exit) = manage(&fixture, "::models", &["drift", "--ignore", "django_*"]);
    let expected = "The tables differ:\n  \
                    `Club`: column `note` is in the database and in no model\n  \
                    `Profile`: the database has no table `school_profile`\n";
    assert_eq!((printed.as_str(), exit), (expected, Exit::Act));
}
