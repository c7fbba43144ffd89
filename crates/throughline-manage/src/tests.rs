//! The commands, as a user sees them: what is printed, and the exit code.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::{
    ColumnType, FieldDef, JoinDef, KeySource, ModelDef, RelationDef, RelationKind, Renamed, Value,
};

use super::*;

const ID: FieldDef = FieldDef {
    key_source: KeySource::Database,
    ..FieldDef::new("id", "id", ColumnType::BigInt)
};
const NAME: FieldDef = FieldDef {
    max_length: Some(100),
    ..FieldDef::new("name", "name", ColumnType::Text)
};
const AGE: FieldDef = FieldDef::new("age", "age", ColumnType::Int);

const STUDENT: ModelDef = ModelDef {
    name: "Student",
    module: "school",
    table: "student",
    fields: &[ID, NAME],
    primary_key: &[0],
    relations: &[],
    unique: &[],
    indexes: &[],
    checks: &[],
    ordering: &[],
};

const COURSE: ModelDef = ModelDef {
    name: "Course",
    table: "course",
    relations: &[STUDENTS],
    ..STUDENT
};

const STUDENTS: RelationDef = RelationDef {
    name: "students",
    source: || &COURSE,
    target: || &STUDENT,
    related_name: Some("course_set"),
    kind: RelationKind::ManyToMany(JoinDef::Table {
        table: "course_students",
        source_column: "course_id",
        target_column: "student_id",
    }),
};

/// A student with an age, for which there is no value.
const OLDER: ModelDef = ModelDef {
    fields: &[ID, NAME, AGE],
    ..STUDENT
};
/// A student with an age, for which there is one.
const AGED: ModelDef = ModelDef {
    fields: &[
        ID,
        NAME,
        FieldDef {
            default: Some(|| Value::Int(18)),
            ..AGE
        },
    ],
    ..STUDENT
};
/// A student without a name.
const NAMELESS: ModelDef = ModelDef {
    fields: &[ID],
    ..STUDENT
};

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

/// A project in a directory of its own.
struct Project {
    directory: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        Project {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Runs a command with these models. Gives what was typed, the output, the errors and the
    /// exit code, as one text.
    fn manage(&self, models: &[&'static ModelDef], command: &str) -> String {
        let url = format!("sqlite://{}", self.path().join("school.db").display());
        let config = ManageConfig {
            registry: Registry::new(models.iter().copied()),
            migrations_dir: self.path().join("migrations"),
            database_url: Some(url),
        };
        let (output, errors) = (Captured::default(), Captured::default());
        let report = Report::new(output.clone(), errors.clone());
        let arguments = ["manage"].into_iter().chain(command.split_whitespace());
        let exit = run(config, arguments.map(OsString::from), report);
        let text = |captured: Captured| {
            let bytes = captured.0.lock().unwrap().clone();
            let text = String::from_utf8(bytes).unwrap();
            text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
        };
        let (output, errors) = (text(output), text(errors));
        let errors = if errors.is_empty() {
            errors
        } else {
            format!("-- stderr\n{errors}")
        };
        assert!(
            !(output.contains('\u{1b}') || errors.contains('\u{1b}')),
            "nothing is coloured"
        );
        let text = format!("$ cargo manage {command}\n{output}{errors}-- {exit:?}\n\n");
        text.replace(&format!("{}/", self.path().display()), "")
    }

    fn database(&self) -> Database {
        let url = format!("sqlite://{}", self.path().join("school.db").display());
        Database::connect_blocking(&url).unwrap()
    }

    /// Sends these statements.
    fn execute(&self, statements: &[&str]) {
        let statements = statements.iter().map(|&sql| sql.to_owned());
        let work = Execute(statements.collect());
        self.database().run_blocking(work).unwrap();
    }

    /// The text of a migration.
    fn read(&self, name: &str) -> String {
        let path = self.path().join(format!("migrations/{name}.toml"));
        let text = fs::read_to_string(path).unwrap();
        text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
    }

    /// Writes a migration by hand.
    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(format!("migrations/{name}.toml"));
        fs::write(path, text).unwrap();
    }

    fn delete(&self, name: &str) {
        fs::remove_file(self.path().join(format!("migrations/{name}.toml"))).unwrap();
    }

    fn files(&self) -> usize {
        fs::read_dir(self.path().join("migrations")).map_or(0, Iterator::count)
    }
}

/// The text without the moments in it.
fn without_moments(text: &str) -> String {
    let word = |word: &str| {
        let is_moment = word.len() == "2026-01-31T13:30:00Z".len() && word.ends_with('Z');
        if is_moment {
            "MOMENT".to_owned()
        } else {
            word.to_owned()
        }
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ") + "\n";
    text.lines().map(line).collect()
}

/// Sends statements.
struct Execute(Vec<String>);

impl Operation for Execute {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
        for sql in &self.0 {
            connection.execute(sql, &[]).await?;
        }
        Ok(())
    }
}

macro_rules! assert_golden {
    ($golden:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($golden) })
    };
}

// Behind the macro, which they use.
mod branches;
mod declare;
mod inspect;
mod squash;

#[test]
fn from_the_first_migration_to_the_next() {
    let project = Project::new();
    let mut session = String::new();
    session += &project.manage(&[&STUDENT], "makemigrations");
    session += &project.manage(&[&STUDENT], "migrate --plan");
    session += &project.manage(&[&STUDENT], "migrate");
    session += &project.manage(&[&STUDENT], "migrate");
    session += &project.manage(&[&STUDENT, &COURSE], "makemigrations --check");
    session += &project.manage(
        &[&STUDENT, &COURSE],
        "makemigrations --dry-run --name courses",
    );
    assert_eq!(project.files(), 1, "nothing was written");
    session += &project.manage(&[&STUDENT, &COURSE], "migrate");
    session += &project.manage(&[&STUDENT, &COURSE], "makemigrations");
    session += &project.manage(&[&STUDENT, &COURSE], "makemigrations");
    session += &project.manage(&[&STUDENT, &COURSE], "makemigrations --check");
    session += &project.manage(&[&AGED, &COURSE], "makemigrations");
    session += &project.manage(&[&AGED, &COURSE], "migrate");
    assert_golden!(session);
}

#[test]
fn a_field_that_needs_an_answer() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    let answer = project.manage(&[&OLDER], "makemigrations");
    assert_eq!(project.files(), 1, "nothing was written");
    assert_golden!(answer);
}

#[test]
fn what_may_be_lost_is_asked() {
    let project = Project::new();
    project.manage(&[&STUDENT, &COURSE], "makemigrations");
    project.manage(&[&STUDENT, &COURSE], "migrate");
    let asked = project.manage(&[&NAMELESS], "makemigrations");
    assert_eq!(project.files(), 1, "nothing was written");
    let mut session = asked.clone();
    session += &project.manage(&[&STUDENT], "makemigrations --check");

    // The printed questions are the file of answers.
    let (_, template) = asked.split_once("makemigrations\n").unwrap();
    let (template, _) = template.split_once("-- stderr").unwrap();
    let answers = project.path().join("answers.toml");
    let with_answers = format!("makemigrations --answers {}", answers.display());
    fs::write(&answers, template.replace("\"?\"", "false")).unwrap();
    session += &project.manage(&[&NAMELESS], &with_answers);
    fs::write(&answers, template.replace("\"?\"", "true")).unwrap();
    session += &project.manage(&[&NAMELESS], &with_answers);
    session += &project.manage(&[&NAMELESS], "migrate");
    session += &project.manage(&[&NAMELESS], "migrate 0001 --plan");
    session += &project.manage(&[&NAMELESS], "migrate 0001");
    session += &project.manage(&[&NAMELESS], "migrate zero");
    session += &project.manage(&[&NAMELESS], "migrate 0009");

    assert_golden!(session);
}

#[test]
fn an_undo_that_loses_rows_is_asked() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    project.manage(&[&AGED, &COURSE], "makemigrations");
    project.manage(&[&AGED, &COURSE], "migrate");
    let mut session = project.manage(&[&AGED, &COURSE], "migrate 0001 --plan");
    project.execute(&["INSERT INTO student (name, age) VALUES ('Ann', 20), ('Bob', 30)"]);
    project.execute(&["INSERT INTO course (name) VALUES ('Rust')"]);
    project.execute(&["INSERT INTO course_students (course_id, student_id) VALUES (1, 1)"]);
    session += &project.manage(&[&AGED, &COURSE], "migrate 0001 --plan");
    session += &project.manage(&[&AGED, &COURSE], "migrate zero");
    session += &project.manage(&[&AGED, &COURSE], "migrate 0001 --yes");
    session += &project.manage(&[&AGED, &COURSE], "migrate zero --plan --format json");
    session += &project.manage(&[&AGED, &COURSE], "migrate zero --yes --format json");
    assert_golden!(session);
}

/// The student that was a pupil: both names are said in the models.
const STUDENT_RENAMED: ModelDef = ModelDef {
    name: "Pupil",
    table: "pupil",
    fields: &[
        ID,
        FieldDef {
            max_length: Some(100),
            ..FieldDef::new("full_name", "full_name", ColumnType::Text)
        },
    ],
    ..STUDENT
};

inventory::submit! {
    Renamed { of: || &STUDENT_RENAMED, field: None, from: "Student" }
}
inventory::submit! {
    Renamed { of: || &STUDENT_RENAMED, field: Some("full_name"), from: "name" }
}

#[test]
fn renames_that_the_models_say_are_not_asked() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    let mut session = project.manage(&[&STUDENT_RENAMED], "makemigrations");
    session += &project.manage(&[&STUDENT_RENAMED], "migrate");
    session += &project.manage(&[&STUDENT_RENAMED], "makemigrations");
    assert_golden!(session);
}

#[test]
fn migrations_and_ledger() {
    let project = Project::new();
    let mut session = project.manage(&[], "showmigrations");
    project.manage(&[&STUDENT], "makemigrations");
    project.manage(&[&STUDENT], "migrate");
    project.manage(&[&STUDENT, &COURSE], "makemigrations");
    let shown = project.manage(&[&STUDENT, &COURSE], "showmigrations");
    session += &without_moments(&shown);

    let file = project.path().join("migrations/0001_initial.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap() + "# changed\n").unwrap();
    session += &project.manage(&[&STUDENT, &COURSE], "migrate");
    session += &project.manage(&[&STUDENT, &COURSE], "migrate --plan");
    fs::write(&file, "format = 1\nnonsense = 2\n").unwrap();
    session += &project.manage(&[&STUDENT, &COURSE], "makemigrations");
    assert_golden!(session);
}

#[test]
fn what_cannot_be_done() {
    let project = Project::new();
    let mut session = String::new();
    for command in [
        "makemigrations --name a/b",
        "makemigration",
        "--version",
        "migrate --plann",
    ] {
        session += &project.manage(&[&STUDENT], command);
    }
    assert_golden!(session);
}

/// The words are the backend's.
#[test]
fn a_database_that_cannot_be_opened() {
    let project = Project::new();
    for url in ["nonsense", "sqlite:///no/such/directory/school.db"] {
        let text = project.manage(&[&STUDENT], &format!("migrate --database {url}"));
        assert!(text.contains("-- stderr\nerror: "), "{text}");
        assert!(text.contains("\n\nhint: "), "{text}");
        assert!(text.ends_with("-- Failure\n\n"), "{text}");
    }
}

#[test]
fn a_migration_that_fails_says_where() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    project.manage(&[&STUDENT], "migrate");
    project.manage(&[&STUDENT, &COURSE], "makemigrations");
    let file = project.path().join("migrations/0002_course.toml");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("\"course\"", "\"STUDENT\"");
    fs::write(&file, text).unwrap();
    assert_golden!(project.manage(&[&STUDENT, &COURSE], "migrate"));
}

#[test]
fn help_stands_alone() {
    let project = Project::new();
    let mut session = String::new();
    for command in [
        "--help",
        "makemigrations --help",
        "migrate --help",
        "showmigrations --help",
        "squashmigrations --help",
        "drift --help",
        "inspectdb --help",
    ] {
        session += &project.manage(&[], command);
    }
    assert_golden!(session);
}

#[test]
fn no_database_is_named() {
    let output = Captured::default();
    let config = ManageConfig {
        registry: Registry::new([]),
        migrations_dir: PathBuf::from("no/such/directory"),
        database_url: None,
    };
    let report = Report::new(Captured::default(), output.clone());
    let exit = run(config, ["manage", "migrate"].map(OsString::from), report);
    assert_eq!(exit, Exit::Failure);
    let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.starts_with("error: no database is named\n\nhint: give `--database URL`"),
        "{text}"
    );
}

// Behind the macro that they use.
mod check;
mod dbshell;
mod dumpdata;
mod flush;
mod graph;
mod reference;
mod sqlmigrate;
