//! Whole tables at a time, with foreign keys off: rows that point to nothing are found at the end.

use std::ffi::OsString;
use std::io::Write;
use std::sync::{Arc, Mutex};

use throughline::manage::ManageConfig;
use throughline::{Model, Registry, blocking};
use throughline_manage::{Exit, Report};

use crate::models::*;

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

/// Two models that point to each other.
#[derive(Model, Debug, Clone, PartialEq)]
struct Land {
    id: i64,
    #[field(related_name = "+")]
    capital: ForeignKey<Town>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Town {
    id: i64,
    land: Option<ForeignKey<Land>>,
}

struct Project {
    folder: tempfile::TempDir,
    url: String,
    db: blocking::Db,
}

impl Project {
    fn new() -> Project {
        let url = crate::database::mariadb();
        let db = blocking::Db::connect(&url).unwrap();
        throughline::create_tables(&db, [Land::META, Town::META]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        Project { folder, url, db }
    }

    /// Runs a command. Gives its exit, and what it said.
    fn manage(&self, command: &str) -> (Exit, String) {
        let config = ManageConfig {
            registry: Registry::new([Land::META, Town::META]),
            migrations_dir: self.folder.path().join("migrations"),
            database_url: Some(self.url.clone()),
        };
        let said = Captured::default();
        let report = Report::new(said.clone(), said.clone());
        let arguments = ["manage"].into_iter().chain(command.split_whitespace());
        let exit = throughline_manage::run(config, arguments.map(OsString::from), report);
        let said = said.0.lock().unwrap().clone();
        (exit, String::from_utf8(said).unwrap())
    }

    fn load(&self, rows: &str) -> (Exit, String) {
        let file = self.folder.path().join("rows.jsonl");
        std::fs::write(&file, format!("{{\"format\":1}}\n{rows}")).unwrap();
        self.manage(&format!("loaddata {}", file.display()))
    }

    fn counts(&self) -> (u64, u64) {
        let lands = Land::objects().count(&self.db).unwrap();
        (lands, Town::objects().count(&self.db).unwrap())
    }
}

const ROWS: &str = "{\"model\":\"Land\",\"fields\":{\"id\":1,\"capital\":7}}
{\"model\":\"Town\",\"fields\":{\"id\":7,\"land\":1}}
{\"model\":\"Town\",\"fields\":{\"id\":8,\"land\":null}}
";

#[test]
fn rows_that_point_to_each_other_are_loaded_in_any_order() {
    let project = Project::new();
    let (exit, said) = project.load(ROWS);
    assert_eq!(exit, Exit::Done, "{said}");
    assert_eq!(project.counts(), (1, 2));
    let lost = Land::builder().capital(99).create(&project.db).unwrap_err();
    assert!(
        lost.is_foreign_key_violation(),
        "they are on again: {lost:?}"
    );
    let (exit, said) = project.manage("flush --yes");
    assert_eq!(exit, Exit::Done, "{said}");
    assert_eq!(project.counts(), (0, 0));
    let town = Town::builder().create(&project.db).unwrap();
    assert_eq!(town.id, 1, "numbered from 1 again");
}

#[test]
fn rows_that_point_to_nothing_are_refused_and_nothing_is_kept() {
    let project = Project::new();
    let two = "{\"model\":\"Town\",\"fields\":{\"id\":9,\"land\":2}}
{\"model\":\"Town\",\"fields\":{\"id\":10,\"land\":3}}
{\"model\":\"Land\",\"fields\":{\"id\":4,\"capital\":99}}
";
    let (exit, said) = project.load(&format!("{ROWS}{two}"));
    assert_eq!(exit, Exit::Failure, "{said}");
    for part in [
        "what was written would leave rows that point to nothing",
        "a row of `land` points by `capital_id` to a row of `town` that is not there",
        "2 rows of `town` point by `land_id` to rows of `land` that are not there",
        "nothing was kept",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(project.counts(), (0, 0));
}

#[test]
fn rows_of_other_tables_that_would_point_to_nothing_keep_all_rows() {
    let project = Project::new();
    project.load(ROWS);
    for sql in [
        "CREATE TABLE area (a bigint, b bigint, PRIMARY KEY (a, b)) ENGINE=InnoDB",
        "CREATE TABLE visit (town bigint REFERENCES town (id), a bigint, b bigint, \
         FOREIGN KEY (a, b) REFERENCES area (a, b)) ENGINE=InnoDB",
        // Of two columns one is null: such a key points nowhere.
        "INSERT INTO visit VALUES (7, 1, NULL)",
    ] {
        project.db.execute(sql, ()).unwrap();
    }
    let (exit, said) = project.manage("flush --yes");
    assert_eq!(exit, Exit::Failure, "{said}");
    let part = "a row of `visit` points by `town` to a row of `town` that is not there";
    assert!(said.contains(part), "{said}");
    assert!(!said.contains("area"), "{said}");
    assert_eq!(project.counts(), (1, 2));
    project.db.execute("DELETE FROM visit", ()).unwrap();
    assert_eq!(project.manage("flush --yes").0, Exit::Done);
}
