//! The program as a whole: what it prints, and what it keeps. The sample has some lines of the
//! real files.

#![allow(
    clippy::unwrap_used,
    reason = "a test panics on what it does not expect"
)]

#[cfg(all(feature = "postgres", feature = "mariadb"))]
#[allow(dead_code, reason = "each test program uses a part of it")]
#[path = "../../../crates/throughline/tests/support/database.rs"]
mod database;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use debian::{Dependency, Kind, Package, Priority, Tag};
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use throughline::blocking::Db;
use throughline::prelude::*;

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");
const FILES: [&str; 3] = ["packages.csv", "package_tags.csv", "dependencies.csv"];

/// A folder with the sample, packed, in `data/`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    for name in FILES {
        write(&folder, name, &sample(name));
    }
    folder
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(PACKAGE).join("tests/sample").join(name)).unwrap()
}

/// Packs a text into `data/`.
fn write(folder: &TempDir, name: &str, text: &[u8]) {
    let path = folder.path().join("data").join(format!("{name}.gz"));
    let mut file = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
    file.write_all(text).unwrap();
    file.finish().unwrap();
}

/// Replaces the lines of these numbers in a file of the sample.
fn replace_lines(folder: &TempDir, name: &str, replacements: &[(usize, &[u8])]) {
    let text = sample(name);
    let mut lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    for (number, line) in replacements {
        lines[number - 1] = line;
    }
    write(folder, name, &lines.join(&b'\n'));
}

/// Runs the program there.
fn run(folder: &TempDir) -> Output {
    run_on(folder, "debian.db")
}

fn run_on(folder: &TempDir, database: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_debian"))
        .args(["--data", "data", "--database", database])
        .current_dir(folder)
        .output()
        .unwrap()
}

/// What the program prints, if it succeeds.
fn printed(folder: &TempDir) -> String {
    let output = run(folder);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

/// What the program says when it fails over bad data.
fn complaint(folder: &TempDir) -> String {
    let output = run(folder);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// The lines without the times, which are others each time.
fn without_times(printed: &str) -> String {
    let mut steps = false;
    let lines = printed.lines().map(|line| {
        steps = (steps || line.ends_with("rows a second")) && !line.is_empty();
        if steps {
            // The name of the step, and the rows.
            line.get(..29).unwrap().trim_end().to_owned() + "\n"
        } else if line.ends_with(" ms") || line.ends_with(" s") {
            line.rsplit_once(" in ").unwrap().0.to_owned() + "\n"
        } else {
            line.to_owned() + "\n"
        }
    });
    lines.collect()
}

fn database(folder: &TempDir) -> Db {
    let path = folder.path().join("debian.db");
    Db::connect(&format!("sqlite://{}", path.display())).unwrap()
}

fn named(db: &Db, name: &str) -> Package {
    Package::objects()
        .filter(|p| p.name().eq(name))
        .get(db)
        .unwrap()
}

fn links(db: &Db) -> u64 {
    let packages = Package::objects().all(db).unwrap();
    packages.iter().map(|p| p.tags().count(db).unwrap()).sum()
}

#[test]
fn the_sample_is_loaded_and_asked_about() {
    insta::assert_snapshot!("sample", without_times(&printed(&folder())));
}

#[cfg(all(feature = "postgres", feature = "mariadb"))]
#[test]
fn the_answers_are_the_same_on_each_server() {
    let folder = folder();
    let answers = |printed: &str| {
        let lines: Vec<_> = printed.lines().skip(3).map(str::to_owned).collect();
        without_times(&lines.join("\n"))
    };
    let expected = answers(&printed(&folder));
    for url in database::servers() {
        let output = run_on(&folder, &url);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(answers(&printed), expected, "{}", output.status);
    }
}

/// README.md shows a run with the real files, as a fresh clone prints it in its root.
#[test]
fn the_readme_shows_what_is_printed() {
    let readme = fs::read_to_string(Path::new(PACKAGE).join("README.md")).unwrap();
    let shown = readme.split("```text\n").nth(1).unwrap();
    let shown = shown.split("```").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    for name in FILES.map(|name| format!("data/{name}.gz")) {
        fs::copy(Path::new(PACKAGE).join(&name), folder.path().join(&name)).unwrap();
    }
    let printed = printed(&folder).replace("  data\n", "  examples/debian/data\n");
    assert_eq!(without_times(&printed), without_times(shown));
}

#[test]
fn every_line_is_a_row_or_a_link() {
    let folder = folder();
    printed(&folder);
    let db = database(&folder);
    assert_eq!(Package::objects().count(&db).unwrap(), 24);
    assert_eq!(Tag::objects().count(&db).unwrap(), 37);
    assert_eq!(links(&db), 131);
    assert_eq!(Dependency::objects().count(&db).unwrap(), 50);

    let dpkg = named(&db, "dpkg");
    let expected = Package {
        id: dpkg.id,
        name: "dpkg".to_owned(),
        version: "1.21.23".to_owned(),
        section: "admin".to_owned(),
        priority: Priority::Required,
        installed_size_kib: 6409,
        tags: ManyToMany::default(),
        dependencies: ManyToMany::default(),
    };
    assert_eq!(dpkg, expected);
    let needed = dpkg.dependencies().with_link().all(&db).unwrap();
    let needed = needed.iter().map(|(package, dependency)| {
        let version = dependency.version.as_deref();
        (package.name.as_str(), dependency.kind, version)
    });
    let expected = [
        ("libc6", Kind::PreDepends, Some(">= 2.34")),
        ("zlib1g", Kind::PreDepends, Some(">= 1:1.1.4")),
    ];
    assert!(needed.eq(expected));
    let dependents = named(&db, "0ad-data").dependents().all(&db).unwrap();
    assert_eq!(dependents, [named(&db, "0ad")]);
}

#[test]
fn the_packages_are_written_to_a_file() {
    let folder = folder();
    let run = Command::new(env!("CARGO_BIN_EXE_debian"))
        .args(["--data", "data", "--export", "packages.csv"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0));
    let written = fs::read_to_string(folder.path().join("packages.csv")).unwrap();
    let lines: Vec<_> = written.lines().collect();
    assert_eq!(lines.len(), 25, "a header, and 24 packages");
    assert_eq!(lines[0], "name,version,section,tags");
    let dpkg = lines.iter().find(|line| line.starts_with("dpkg,")).unwrap();
    assert!(dpkg.starts_with("dpkg,1.21.23,admin,"), "{dpkg}");
    assert!(dpkg.contains("suite::debian"), "{dpkg}");
    let nowhere = Command::new(env!("CARGO_BIN_EXE_debian"))
        .args(["--data", "data", "--export", "no/such/folder.csv"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(nowhere.status.code(), Some(1));
    let said = String::from_utf8(nowhere.stderr).unwrap();
    assert!(
        said.starts_with("error: cannot write no/such/folder.csv: "),
        "{said}"
    );
}

#[test]
fn a_second_run_loads_the_index_anew() {
    let folder = folder();
    printed(&folder);
    replace_lines(
        &folder,
        "packages.csv",
        &[(2, b"0ad,0.0.27-1,games,optional,28600")],
    );
    let again = printed(&folder);
    assert!(again.contains("none to apply"));
    assert!(without_times(&again).contains("old rows removed        111\n"));
    let db = database(&folder);
    assert_eq!(Package::objects().count(&db).unwrap(), 24);
    assert_eq!(links(&db), 131);
    assert_eq!(Dependency::objects().count(&db).unwrap(), 50);
    assert_eq!(named(&db, "0ad").version, "0.0.27-1");
}

#[test]
fn each_kind_of_bad_line_is_reported() {
    let folder = folder();
    replace_lines(
        &folder,
        "dependencies.csv",
        &[
            (2, b"0ad,libc7,depends,"),
            (3, b"1ad,libc6,depends,"),
            (4, b"0ad,libc6,needs,"),
            (5, b"0ad,libc6,depends"),
            (6, b"0ad,libc6,depends,>= 2,"),
            (7, b"0ad,libc6,depends,\xff"),
            (12, b"0ad-data,dpkg,depends,"),
        ],
    );
    insta::assert_snapshot!("dependencies", complaint(&folder));

    let name = format!("{},1,games,optional,1", "a".repeat(101));
    replace_lines(
        &folder,
        "packages.csv",
        &[
            (2, b",0.0.26-3,games,optional,28591"),
            (3, name.as_bytes()),
            (4, b"0ad-data,0.0.26-1,games,extraordinary,2428"),
            (5, b"3dchess,0.8.1-21,games,optional,118 KiB"),
            (7, b"libc6,2.36,libs,optional,13001"),
        ],
    );
    insta::assert_snapshot!("packages", complaint(&folder));
}

#[test]
fn one_bad_line_and_nothing_is_kept() {
    let folder = folder();
    replace_lines(
        &folder,
        "package_tags.csv",
        &[(100, b"libc7,role::shared-lib")],
    );
    let said = complaint(&folder);
    assert!(said.starts_with("data/package_tags.csv.gz:100: unknown package `libc7`\n"));
    assert_eq!(Package::objects().count(&database(&folder)).unwrap(), 0);
}

#[test]
fn a_bad_line_leaves_what_was_loaded_before() {
    let folder = folder();
    printed(&folder);
    replace_lines(&folder, "dependencies.csv", &[(51, b"zlib1g")]);
    complaint(&folder);
    let db = database(&folder);
    assert_eq!(Package::objects().count(&db).unwrap(), 24);
    assert_eq!(links(&db), 131);
    assert_eq!(Dependency::objects().count(&db).unwrap(), 50);
}

#[test]
fn a_file_that_is_not_there_that_is_not_packed_or_has_another_header() {
    let folder = folder();
    write(&folder, "package_tags.csv", b"package;tag\n");
    let said = complaint(&folder);
    assert!(said.starts_with("data/package_tags.csv.gz:1: expected the header `package,tag`\n"));
    let path = folder.path().join("data/package_tags.csv.gz");
    fs::write(&path, sample("package_tags.csv")).unwrap();
    let said = complaint(&folder);
    assert!(said.starts_with("error: cannot read data/package_tags.csv.gz: "));
    fs::remove_file(path).unwrap();
    assert!(complaint(&folder).starts_with("error: cannot read data/package_tags.csv.gz: "));
}

#[test]
fn an_index_of_other_packages_is_asked_what_it_can_be_asked() {
    let folder = folder();
    let packages = b"name,version,section,priority,installed_size_kib\na,1,misc,extra,1\n";
    write(&folder, "packages.csv", packages);
    write(&folder, "package_tags.csv", b"package,tag\n");
    write(
        &folder,
        "dependencies.csv",
        b"package,depends_on,kind,version\n",
    );
    let printed = printed(&folder);
    assert!(!printed.contains("libc6"));
    assert!(printed.contains("  0 tags in "));
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

#[test]
fn the_committed_migrations_are_those_of_the_models() {
    let output = Command::new(env!("CARGO_BIN_EXE_debian-manage"))
        .args(["makemigrations", "--check"])
        .current_dir(PACKAGE)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "No changes\n");
    assert_eq!(output.status.code(), Some(0));
}
