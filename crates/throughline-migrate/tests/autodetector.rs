//! What the autodetector makes of a change, a folder a case.
//!
//! `before.toml` and `after.toml` are the models, as migrations that make them; `answers.toml` is
//! what a person says to the questions. Beside them stands what comes of it: `operations.toml`, and
//! the statements of each engine, forwards and backwards. `cargo xtask bless` writes these anew.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::{Path, PathBuf};

use throughline_core::Value;
use throughline_migrate::{
    Answers, Changes, Migration, MigrationFile, MigrationStep, NoAnswers, ProjectState, Step,
    detect, read, steps, steps_back, write,
};
use throughline_sql::dialect::{Dialect, MARIADB, POSTGRES, SQLITE};
use throughline_sql::schema::{SchemaRules, SchemaStatement, rebuild};

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
    let [before, after] = ["before", "after"].map(|name| models(&case.join(name)));
    let operations = {
        let mut answers = answers(case);
        let changes = detect(&before, &after, &(), &mut answers).unwrap();
        assert_eq!(changes.questions, [], "{}", case.display());
        changes.operations
    };
    let migration = Migration {
        name: "0002_change".to_owned(),
        operations,
        ..Migration::default()
    };
    let text = write(&migration);
    let file = read(&migration.name, "0002_change.toml", &text).unwrap();
    assert_eq!(file.migration, migration);
    assert_leads_to(&file, &before, &after);
    let (_, operations) = text.split_once("format = 1\n").unwrap();
    let mut files = vec![(
        "operations.toml".to_owned(),
        operations.trim_start().to_owned(),
    )];
    for (engine, dialect) in ENGINES {
        let mut state = before.clone();
        let forwards = steps(&file, &mut state, dialect).unwrap();
        let backwards = steps_back(&file, &before, dialect).unwrap();
        let rules = dialect.schema_rules();
        files.push((format!("{engine}.sql"), sql(&forwards, rules)));
        files.push((format!("backwards.{engine}.sql"), sql(&backwards, rules)));
    }
    files
}

/// The state that a migration makes of nothing.
fn models(path: &Path) -> ProjectState {
    let path = path.with_extension("toml");
    let text = fs::read_to_string(&path).unwrap();
    let file = read("0001_initial", &path.display().to_string(), &text).unwrap();
    let mut state = ProjectState::new();
    for operation in &file.migration.operations {
        operation
            .state_forwards(&mut state)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    state
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

fn sql(steps: &[MigrationStep], rules: &SchemaRules) -> String {
    let mut text = String::new();
    for step in steps {
        match &step.step {
            Step::Guard(guard) => {
                text.push_str(&format!(
                    "-- refused if this counts rows {}\n",
                    guard.complaint
                ));
                text.push_str(&statement(&guard.count));
            }
            Step::Statement(sql) | Step::Drop(sql) => text.push_str(&statement(sql)),
            // The autodetector makes none of these.
            Step::Script(_) | Step::Call(_) => panic!("{step:?}"),
            Step::Rebuild(change) => {
                let rebuilt = rebuild(rules, change);
                let statements = rebuilt.statements.iter().chain([&rebuilt.cleanup]);
                text.extend(statements.map(statement));
            }
        }
    }
    text
}

fn statement(statement: &SchemaStatement) -> String {
    let SchemaStatement {
        sql, parameters, ..
    } = statement;
    if parameters.is_empty() {
        return format!("{sql};\n");
    }
    let parameters: Vec<_> = parameters.iter().map(shown).collect();
    format!("{sql};  -- {}\n", parameters.join(", "))
}

/// A value, which says only of what type it is on its own.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Int(integer) => integer.to_string(),
        other => format!("{other:?}"),
    }
}
