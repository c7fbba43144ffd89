//! The program as a whole: what it prints, and what it keeps.

#![allow(
    clippy::unwrap_used,
    reason = "a test panics on what it does not expect"
)]

#[cfg(all(feature = "postgres", feature = "mariadb"))]
#[allow(dead_code, reason = "each test program uses a part of it")]
#[path = "../../../crates/throughline/tests/support/database.rs"]
mod database;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use school::{Course, Enrollment, Student};
use tempfile::TempDir;
use throughline::blocking::Db;
use throughline::prelude::*;

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// A folder with the files in `data/`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    for name in ["students.csv", "courses.csv", "enrollments.csv"] {
        let file = Path::new("data").join(name);
        fs::copy(Path::new(PACKAGE).join(&file), folder.path().join(&file)).unwrap();
    }
    folder
}

/// Runs the program there.
fn run(folder: &TempDir) -> Output {
    run_on(folder, "school.db")
}

fn run_on(folder: &TempDir, database: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_school"))
        .args(["--data", "data", "--database", database])
        .current_dir(folder)
        .output()
        .unwrap()
}

/// What the program prints, if it succeeds.
fn printed(folder: &TempDir) -> String {
    text(run(folder))
}

fn text(output: Output) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    assert_eq!(String::from_utf8(stderr).unwrap(), "");
    assert_eq!(status.code(), Some(0));
    String::from_utf8(stdout).unwrap()
}

/// The opening, and the lecture.
fn split(printed: &str) -> (&str, &str) {
    printed.split_at(printed.find("── A student").unwrap())
}

/// Replaces the line of that number in a file of `data/`.
fn replace_line(folder: &TempDir, name: &str, number: usize, line: &[u8]) {
    let path = folder.path().join("data").join(name);
    let text = fs::read(&path).unwrap();
    let mut lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    lines[number - 1] = line;
    fs::write(path, lines.join(&b'\n')).unwrap();
}

/// What the program says when it fails over bad data.
fn complaint(folder: &TempDir) -> String {
    let output = run(folder);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

fn database(folder: &TempDir) -> Db {
    let path = folder.path().join("school.db");
    Db::connect(&format!("sqlite://{}", path.display())).unwrap()
}

#[test]
fn the_lecture_shows_the_same_each_time() {
    let folder = folder();
    let first = printed(&folder);
    insta::assert_snapshot!("lecture", first);
    let (_, lecture) = split(&first);
    for _ in 0..2 {
        let again = printed(&folder);
        let (opening, lecture_again) = split(&again);
        insta::assert_snapshot!("opening_of_a_later_run", opening);
        assert_eq!(lecture_again, lecture);
    }
}

/// The lecture without its statements, which each engine has in its own words.
#[cfg(all(feature = "postgres", feature = "mariadb"))]
fn without_sql(printed: &str) -> String {
    let (_, lecture) = split(printed);
    let mut is_sql = false;
    let lines = lecture.lines().filter(|line| {
        is_sql = line.starts_with("  sql") || is_sql && line.starts_with("      ");
        !is_sql
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(all(feature = "postgres", feature = "mariadb"))]
#[test]
fn the_lecture_gives_the_same_on_each_server() {
    let folder = folder();
    let expected = without_sql(&printed(&folder));
    for url in database::servers() {
        for _ in 0..2 {
            let printed = text(run_on(&folder, &url));
            assert!(printed.contains("  sql"), "{printed}");
            assert_eq!(without_sql(&printed), expected);
        }
    }
}

#[test]
fn a_password_is_not_shown() {
    let url = "postgres://ann:secret@127.0.0.1:1/school";
    let output = run_on(&folder(), url);
    assert_ne!(output.status.code(), Some(0));
    let said = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8(said).unwrap().contains("secret"));
}

#[test]
fn a_line_is_at_most_100_columns_and_without_colour() {
    let printed = printed(&folder());
    for line in printed.lines() {
        assert!(line.chars().count() <= 100, "{line}");
        assert_eq!(line.trim_end(), line);
        assert!(!line.contains('\x1b'), "{line}");
    }
}

/// README.md shows the first lines, as a fresh clone prints them in its root.
#[test]
fn the_readme_shows_what_is_printed() {
    let readme = fs::read_to_string(Path::new(PACKAGE).join("README.md")).unwrap();
    let readme = readme.replace("examples/school/data", "data");
    let shown = readme
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("…\n```").next());
    let shown = shown.unwrap();
    assert!(shown.lines().count() >= 20);
    let printed = printed(&folder());
    assert!(
        printed.starts_with(shown),
        "README.md shows\n{shown}\nand printed was\n{printed}"
    );
}

#[test]
fn each_kind_of_bad_line_is_reported() {
    let folder = folder();
    let bad: [&[u8]; 10] = [
        b"999,12,2024-02-05",
        b"1,99,2024-02-05",
        b"one,12,2024-02-05",
        b"1,,2024-02-05",
        b"42,7,2024-02-30",
        b"42,7,yesterday",
        b"42,7",
        b"42,7,2024-02-05,excused",
        b"42,7,2024-02-\xff",
        b"111,19,2024-02-05",
    ];
    for (position, line) in bad.into_iter().enumerate() {
        replace_line(&folder, "enrollments.csv", 17 + position, line);
    }
    replace_line(&folder, "enrollments.csv", 40, b"111,19,2024-02-06");
    insta::assert_snapshot!(complaint(&folder));
}

#[test]
fn one_bad_line_and_nothing_of_the_file_is_kept() {
    let folder = folder();
    replace_line(&folder, "enrollments.csv", 17, b"999,12,2024-02-05");
    assert!(complaint(&folder).starts_with("data/enrollments.csv:17: unknown student 999\n"));
    let db = database(&folder);
    assert_eq!(Enrollment::objects().count(&db).unwrap(), 0);
    assert_eq!(Student::objects().count(&db).unwrap(), 120);
    assert_eq!(Course::objects().count(&db).unwrap(), 20);
}

#[test]
fn a_line_that_the_database_refuses_is_a_bad_line() {
    let folder = folder();
    let name = "é".repeat(101);
    replace_line(
        &folder,
        "students.csv",
        100,
        format!("99,{name}").as_bytes(),
    );
    insta::assert_snapshot!(complaint(&folder));
    assert_eq!(Student::objects().count(&database(&folder)).unwrap(), 0);
}

#[test]
fn what_was_loaded_before_is_kept() {
    let folder = folder();
    printed(&folder);
    replace_line(
        &folder,
        "students.csv",
        2,
        "1,Amélie Fontaine-Roux".as_bytes(),
    );
    replace_line(&folder, "students.csv", 3, b"2,");
    assert!(complaint(&folder).starts_with("data/students.csv:3: name is empty\n"));
    assert_eq!(
        Student::get(&database(&folder), 1).unwrap().name,
        "Amélie Fontaine"
    );
}

#[test]
fn a_changed_line_changes_its_row() {
    let folder = folder();
    printed(&folder);
    replace_line(
        &folder,
        "students.csv",
        2,
        "1,Amélie Fontaine-Roux".as_bytes(),
    );
    assert!(printed(&folder).contains("120 (1 changed, 119 already there)"));
}

#[test]
fn an_empty_line_and_another_ending_of_lines_do_not_move_the_numbers() {
    let folder = folder();
    let text = "\u{feff}id,name\r\n\r\n1,Amélie Fontaine\r\n\r\n\r\n2\r\n";
    fs::write(folder.path().join("data/students.csv"), text).unwrap();
    assert!(complaint(&folder).starts_with("data/students.csv:6: expected 2 columns, found 1\n"));
}

#[test]
fn a_file_that_is_not_there_and_one_with_another_header() {
    let folder = folder();
    fs::write(folder.path().join("data/courses.csv"), "id;title\n").unwrap();
    insta::assert_snapshot!("another_header", complaint(&folder));
    fs::remove_file(folder.path().join("data/courses.csv")).unwrap();
    assert!(complaint(&folder).starts_with("error: cannot read data/courses.csv: "));
}

#[test]
fn the_committed_migrations_are_those_of_the_models() {
    let output = Command::new(env!("CARGO_BIN_EXE_manage"))
        .args(["makemigrations", "--check"])
        .current_dir(PACKAGE)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "No changes\n");
    assert_eq!(output.status.code(), Some(0));
}
