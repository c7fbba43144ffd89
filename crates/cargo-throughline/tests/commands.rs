//! What the commands write and say, without building it.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Runs `cargo throughline` in a folder: what it prints, what it complains about, and its exit code.
fn run(folder: &Path, line: &str) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-throughline"))
        .arg("throughline")
        .args(line.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code(),
    )
}

/// What it prints, if it succeeds.
fn done(folder: &Path, line: &str) -> String {
    let (printed, complaint, code) = run(folder, line);
    assert_eq!((&*complaint, code), ("", Some(0)));
    for line in printed.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    printed
}

/// What it complains about, if it fails and writes nothing.
fn refused(folder: &Path, line: &str) -> String {
    let before = all(folder);
    let (printed, complaint, code) = run(folder, line);
    assert_eq!((&*printed, code), ("", Some(2)));
    assert_eq!(all(folder), before);
    let own = folder.display().to_string();
    complaint.replace(&own, "…")
}

/// All files below a folder, with their texts.
fn all(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(folder, folder, &mut files);
    files.sort();
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    all(folder).into_iter().map(|(name, _)| name).collect()
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

const PACKAGE: &str = "[package]\nname = \"a-school\"\nedition = \"2024\"\n";

#[test]
fn new_makes_a_package_and_says_what_comes_next() {
    let folder = folder(&[]);
    let expected = "\
The package `my-school` in my-school/, on SQLite

  made     Cargo.toml                    throughline by its path
  made     src/lib.rs                    the models Student and Course
  made     src/main.rs                   the first calls
  made     src/bin/manage.rs             `cargo manage`
  made     .cargo/config.toml            its alias
  made     migrations/0001_initial.toml  the tables
  made     build.rs                      sees new migrations
  made     tests/links.rs                a test
  made     README.md                     what is where
  made     .gitignore

next:
  cd my-school
  cargo run                    # makes the tables and the first calls
  cargo manage showmigrations  # what was applied
  cargo test
";
    assert_eq!(done(folder.path(), "new my-school"), expected);
    for (name, text) in all(folder.path()) {
        assert!(!text.contains("__"), "a word of {name} was not replaced");
    }
    let manage = read(&folder, "my-school/src/bin/manage.rs");
    assert!(manage.contains("manage!(my_school, database = my_school::DATABASE)"));
    assert!(read(&folder, "my-school/src/lib.rs").contains("\"sqlite://my_school.db\""));
}

#[test]
fn each_engine_has_its_feature_its_url_and_its_way_to_make_a_database() {
    for (engine, url, create) in [
        (
            "postgres",
            "postgres://postgres@127.0.0.1:5432/shop",
            "createdb -h 127.0.0.1 -U postgres shop",
        ),
        (
            "mariadb",
            "mariadb://root@127.0.0.1:3306/shop",
            "mariadb-admin -h 127.0.0.1 -u root create shop",
        ),
    ] {
        let folder = folder(&[]);
        let printed = done(folder.path(), &format!("new shop --database {engine}"));
        assert!(printed.contains(&format!("\n  {create}\n")), "{printed}");
        let manifest = read(&folder, "shop/Cargo.toml");
        let features =
            format!("default-features = false, features = [\"manage\", \"{engine}\"] }}\n");
        assert!(manifest.ends_with(&features), "{manifest}");
        assert!(read(&folder, "shop/src/lib.rs").contains(&format!("\"{url}\"")));
        let readme = read(&folder, "shop/README.md");
        assert!(readme.contains(create) && readme.contains(url), "{readme}");
        assert!(readme.contains(&format!("DATABASE_URL={engine}://USER:PASSWORD@HOST:")));
        assert_eq!(read(&folder, "shop/.gitignore"), "/target\n");
    }
}

#[test]
fn new_tells_all_problems_at_once() {
    let folder = folder(&[("Cargo.toml", "[workspace\n")]);
    let expected = "\
error: no package can be called `1st`: it begins with a digit
  hint: give a name of letters, digits, `-` and `_`, with a letter first:
        another folder, or `--name NAME` beside this one
error: …/Cargo.toml is no TOML: line 1: unclosed table, expected `]`
  hint: correct it, and run the command again
error: …/nowhere is no checkout of Throughline
  hint: give the folder that has `crates/throughline`, or that of the crate
        itself
";
    assert_eq!(
        unwrapped(&refused(
            folder.path(),
            "new 1st --throughline-path nowhere"
        )),
        unwrapped(expected)
    );
}

/// Without the breaks of lines, whose places depend on the length of the folder's path.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn new_takes_no_folder_that_has_something_in_it() {
    let folder = folder(&[
        ("there/notes.txt", ""),
        ("school/Cargo.toml", PACKAGE),
        ("file", ""),
    ]);
    let expected = "\
error: the folder there/ is not empty
  hint: give another name, or add to what is in it: `cargo init there`, then
        `cargo throughline init there`
";
    assert_eq!(refused(folder.path(), "new there"), expected);
    let expected = "\
error: the folder school/ is not empty
  hint: `cargo throughline init school` adds to the package in it
";
    assert_eq!(refused(folder.path(), "new school"), expected);
    let expected = "error: file/ is there, and no folder\n  hint: give another name\n";
    assert_eq!(refused(folder.path(), "new file"), expected);

    fs::create_dir(folder.path().join("empty")).unwrap();
    done(&folder.path().join("empty"), "new . --name other");
    assert!(read(&folder, "empty/Cargo.toml").contains("name = \"other\""));
}

#[test]
fn a_new_package_joins_the_workspace_around_it() {
    let folder = folder(&[(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = []\n",
    )]);
    let printed = done(folder.path(), "new apps/school");
    assert!(printed.contains("changed  ../../Cargo.toml"), "{printed}");
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"apps/school\"]\n";
    assert_eq!(read(&folder, "Cargo.toml"), manifest);
    let metadata = Command::new(std::env::var_os("CARGO").unwrap())
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(folder.path().join("apps/school"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{metadata:?}");
}

#[test]
fn init_adds_what_is_missing_and_nothing_twice() {
    let main = "fn main() {}\n";
    let folder = folder(&[("Cargo.toml", PACKAGE), ("src/main.rs", main)]);
    let expected = "\
The package `a-school`, on SQLite

  changed  Cargo.toml                    throughline by its path, default-run
  made     src/lib.rs                    the models Student and Course
  made     migrations/0001_initial.toml  the tables
  made     src/bin/manage.rs             `cargo manage`
  made     .cargo/config.toml            the alias `manage`
  made     build.rs                      sees new migrations

next:
  cargo manage migrate  # makes the tables
  cargo manage --help   # lists all commands
";
    assert_eq!(done(folder.path(), "init"), expected);
    assert_eq!(read(&folder, "src/main.rs"), main);
    assert!(read(&folder, "Cargo.toml").starts_with(PACKAGE));

    let before = all(folder.path());
    let expected = "\
Nothing is missing in the package `a-school`

  left     Cargo.toml          depends on throughline
  left     src/lib.rs          is there
  left     src/bin/manage.rs   there is a program `manage`
  left     .cargo/config.toml  has an alias `manage`
  left     build.rs            is there
";
    assert_eq!(done(folder.path(), "init"), expected);
    assert_eq!(all(folder.path()), before);
}

#[test]
fn init_changes_no_source_and_says_what_is_to_be_done_by_hand() {
    let folder = folder(&[
        (
            "Cargo.toml",
            &format!("{PACKAGE}\n[dependencies]\nthroughline = \"0.1\"\n"),
        ),
        ("src/lib.rs", "//! Mine.\n"),
        ("build.rs", "fn main() {}\n"),
        (".cargo/config.toml", "[alias]\nmanage = \"run\"\n"),
    ]);
    let expected = "\
The package `a-school`, on MariaDB

  left     Cargo.toml          depends on throughline
  left     src/lib.rs          is there
  made     src/models.rs       the models Student and Course
  made     src/bin/manage.rs   `cargo manage`
  left     .cargo/config.toml  has an alias `manage`
  left     build.rs            is there

by hand:
  see to it that `throughline` in Cargo.toml has the feature `mariadb`
  add `pub mod models;` to src/lib.rs
  add `println!(\"cargo::rerun-if-changed=migrations\");` to build.rs, which then
  sees new migrations

next:
  mariadb-admin -h 127.0.0.1 -u root create a_school
  cargo manage makemigrations  # writes a migration of the models
  cargo manage migrate         # makes the tables
  cargo manage --help          # lists all commands
";
    assert_eq!(done(folder.path(), "init --database mariadb"), expected);
    assert_eq!(read(&folder, "src/lib.rs"), "//! Mine.\n");
    let manage = read(&folder, "src/bin/manage.rs");
    assert!(
        manage.contains("manage!(a_school, database = \"mariadb://root@127.0.0.1:3306/a_school\")")
    );
}

#[test]
fn init_makes_no_models_where_there_are_some() {
    let models = "#[derive(Model)]\npub struct Book { pub id: i64 }\n";
    let folder = folder(&[("Cargo.toml", PACKAGE), ("src/lib.rs", models)]);
    done(folder.path(), "init");
    let expected = [
        ".cargo/config.toml",
        "Cargo.toml",
        "build.rs",
        "src/bin/manage.rs",
        "src/lib.rs",
    ];
    assert_eq!(names(folder.path()), expected);
}

#[test]
fn init_refuses_what_can_have_no_models() {
    let with = |files: &[(&str, &str)]| refused(folder(files).path(), "init");
    let complaint = with(&[("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b/*\"]\n")]);
    let expected = "error: Cargo.toml has no `[package]` with a `name`\n  hint: it is the root of \
                    a workspace: run the command in a member of it: a, b/*\n";
    assert_eq!(complaint, expected);
    assert!(with(&[]).contains("`cargo throughline new NAME` makes a package"));
    let complaint = with(&[("Cargo.toml", "[package]\nname = ")]);
    assert!(
        complaint.starts_with("error: Cargo.toml is no TOML: line 2:"),
        "{complaint}"
    );

    let old = "[package]\nname = \"manage\"\n[lib]\nproc-macro = true\n";
    let complaint = with(&[("Cargo.toml", old), (".cargo/config.toml", "alias = 1\n")]);
    let expected = "\
error: no library can be called `manage`: the program behind `cargo manage` has
       it
  hint: give another `name` in `[lib]` of Cargo.toml
error: the library is one of macros, and can have no models
  hint: run the command in another package
error: the edition of the package is 2015
  hint: say `edition = \"2024\"` in Cargo.toml
error: `alias` in .cargo/config.toml is no table
  hint: correct it, and run the command again
";
    assert_eq!(complaint, expected);

    let models = "#[derive(Model)]\nstruct Book { id: i64 }\nfn main() {}\n";
    let complaint = with(&[("Cargo.toml", PACKAGE), ("src/main.rs", models)]);
    assert!(complaint.starts_with("error: there are models in src/main.rs, and no library\n"));
}
