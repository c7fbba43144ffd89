//! What the autodetector makes of a change, a folder a case.
//!
//! `before.toml` and `after.toml` are the models, as migrations that make them; `answers.toml` is
//! what a person says to the questions. Beside them stands what comes of it: `operations.toml`, and
//! the script of each engine, forwards and backwards. `cargo xtask bless` writes these anew.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::{Path, PathBuf};

use throughline_migrate::{
    Answers, Changes, Direction, Graph, Migration, MigrationFile, NoAnswers, ProjectState, detect,
    read, script, write,
};
use throughline_sql::dialect::{Dialect, MARIADB, POSTGRES, SQLITE};

const ENGINES: [(&str, &dyn Dialect); 3] = [
    ("sqlite", &SQLITE),
    ("postgres", &POSTGRES),
    ("mariadb", &MARIADB),
];

#[test]
fn every_change_makes_what_its_folder_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/autodetector");
    let entries = fs::read_dir(root).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    let differences: Vec<String> = cases.iter().flat_map(|case| differences(case)).collect();
    assert!(
        differences.is_empty(),
        "not as expected; `cargo xtask bless throughline-migrate` writes these anew:\n{}",
        differences.join("\n")
    );
}

/// The files of a case that are not as they should be; they are written anew if that is wanted.
fn differences(case: &Path) -> Vec<String> {
    let bless = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    let mut different = Vec::new();
    for (name, text) in outcome(case) {
        let path = case.join(name);
        if fs::read_to_string(&path).is_ok_and(|expected| expected == text) {
            continue;
        }
        if bless {
            fs::write(&path, text).unwrap();
        } else {
            different.push(format!("{}:\n{text}", path.display()));
        }
    }
    different
}

/// The files that a case makes, and their texts.
fn outcome(case: &Path) -> Vec<(String, String)> {
    let [before, after] = ["before", "after"].map(|name| models(case, name));
    let operations = {
        let mut answers = answers(case);
        let changes = detect(&before, &after, &(), &mut answers).unwrap();
        assert_eq!(changes.questions, [], "{}", case.display());
        changes.operations
    };
    let migration = Migration {
        name: "0002_change".to_owned(),
        depends: vec!["0001_initial".to_owned()],
        operations,
        ..Migration::default()
    };
    // Without the lines above, which name the release.
    let text = write(&migration);
    let text = &text[text.find("format = 1").unwrap()..];
    let file = read(&migration.name, "0002_change.toml", text).unwrap();
    assert_eq!(file.migration, migration);
    assert_leads_to(&file, &before, &after);
    let (_, operations) = text.split_once("\n\n").unwrap();
    let mut files = vec![("operations.toml".to_owned(), operations.to_owned())];
    let graph = Graph::new(vec![initial(case, "before"), file.clone()]).unwrap();
    for (engine, dialect) in ENGINES {
        for (direction, name) in [
            (Direction::Forwards, format!("{engine}.sql")),
            (Direction::Backwards, format!("backwards.{engine}.sql")),
        ] {
            let text = script(&graph, &file, direction, dialect).unwrap();
            files.push((name, without_ledger(&text)));
        }
    }
    files
}

/// The parts of a script between the first and the last, which are the transaction's and the
/// ledger's.
fn without_ledger(script: &str) -> String {
    let parts: Vec<_> = script.split("\n\n").collect();
    let [_, own @ .., _] = parts.as_slice() else {
        panic!("a script in parts: {script}");
    };
    own.join("\n\n") + "\n"
}

/// The migration that makes the models.
fn initial(case: &Path, name: &str) -> MigrationFile {
    let path = case.join(name).with_extension("toml");
    let text = fs::read_to_string(&path).unwrap();
    read("0001_initial", &path.display().to_string(), &text).unwrap()
}

/// The state that a migration makes of nothing.
fn models(case: &Path, name: &str) -> ProjectState {
    Graph::new(vec![initial(case, name)])
        .and_then(|graph| graph.state())
        .unwrap()
}

fn answers(case: &Path) -> Answers {
    let path = case.join("answers.toml");
    match fs::read_to_string(&path) {
        Ok(text) => Answers::read(&path.display().to_string(), &text).unwrap(),
        Err(_) => Answers::default(),
    }
}

/// The operations lead to the models, and then there is nothing left to do.
fn assert_leads_to(file: &MigrationFile, before: &ProjectState, after: &ProjectState) {
    let mut state = before.clone();
    for operation in &file.migration.operations {
        operation.state_forwards(&mut state).unwrap();
    }
    let rest = detect(&state, after, &(), &mut NoAnswers).unwrap();
    assert_eq!(rest, Changes::default());
}
