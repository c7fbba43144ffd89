//! `new`: a package in a folder of its own.

use std::path::{Path, PathBuf};

use crate::arguments::New;
use crate::dependency::Dependency;
use crate::name;
use crate::plan::{Plan, Problem};
use crate::templates::{self, Words};
use crate::workspace;

/// Plans the package, or says all that stands in the way.
pub(crate) fn plan(options: &New) -> Result<Plan, Vec<Problem>> {
    let New { path, common, .. } = options;
    let folder = std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let mut problems = Vec::new();
    let mut keep = |result: Result<(), Problem>| problems.extend(result.err());
    let name = options.name.clone().unwrap_or_else(|| own_name(&folder));
    keep(check_name(&name, options.name.is_none()));
    keep(check_folder(path, &folder));
    let mut joined = None;
    keep(workspace::join(&folder).map(|edit| joined = edit));
    let mut dependency = None;
    let checkout = common.throughline_path.as_deref();
    keep(Dependency::new(common.database, checkout).map(|found| dependency = Some(found)));
    let Some(dependency) = dependency.filter(|_| problems.is_empty()) else {
        return Err(problems);
    };
    let words = Words {
        library: name.replace('-', "_"),
        package: name,
        engine: common.database,
        dependency,
    };
    let mut plan = files(path, &words);
    if let Some(workspace::Edit { manifest, from, to }) = joined {
        plan.edit(&manifest, from, to, "a member of this workspace");
    }
    Ok(plan)
}

fn files(path: &Path, words: &Words) -> Plan {
    let engine = words.engine.words();
    let mut plan = Plan {
        title: format!(
            "The package `{}` in {}, on {}",
            words.package,
            shown(path),
            engine.title
        ),
        folder: path.to_owned(),
        next: next(path, words),
        ..Plan::default()
    };
    let url = format!("{}::DATABASE", words.library);
    let dependency = words.dependency.described();
    let files = [
        ("Cargo.toml", templates::PACKAGE, &*dependency),
        (
            "src/lib.rs",
            templates::MODELS,
            "the models Student and Course",
        ),
        ("src/main.rs", templates::MAIN, "the first calls"),
        ("src/bin/manage.rs", templates::MANAGE, "`cargo manage`"),
        (".cargo/config.toml", templates::CARGO_CONFIG, "its alias"),
        (
            "migrations/0001_initial.toml",
            templates::INITIAL,
            "the tables",
        ),
        ("build.rs", templates::BUILD, "sees new migrations"),
        ("tests/links.rs", engine.test, "a test"),
        ("README.md", engine.readme, "what is where"),
        (".gitignore", engine.gitignore, ""),
    ];
    for (path, template, note) in files {
        plan.make(path, words.fill(template, &url), note);
    }
    plan
}

/// The commands that come next.
fn next(path: &Path, words: &Words) -> Vec<(String, &'static str)> {
    let mut next = Vec::new();
    if path != Path::new(".") {
        next.push((format!("cd {}", quoted(path)), ""));
    }
    if let Some(create) = words.create() {
        next.push((create, ""));
    }
    next.push((
        "cargo run".to_owned(),
        "makes the tables and the first calls",
    ));
    next.push(("cargo manage showmigrations".to_owned(), "what was applied"));
    next.push(("cargo test".to_owned(), ""));
    next
}

/// The name of a package that is named as its folder.
fn own_name(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn check_name(name: &str, from_folder: bool) -> Result<(), Problem> {
    let Some(reason) = name::fault(name) else {
        return Ok(());
    };
    let form = "letters, digits, `-` and `_`, with a letter first";
    let fix = match from_folder {
        true => format!("give a name of {form}: another folder, or `--name NAME` beside this one"),
        false => format!("give a name of {form}"),
    };
    Err(Problem::new(
        format!("no package can be called `{name}`: {reason}"),
        fix,
    ))
}

/// Whether the folder is free.
fn check_folder(path: &Path, folder: &Path) -> Result<(), Problem> {
    let shown = shown(path);
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        let fix = "give another name";
        return Err(Problem::new(
            format!("{shown} is there, and no folder"),
            fix,
        ));
    }
    let mut entries = std::fs::read_dir(folder).map_err(|cause| {
        let what = format!("cannot read the folder {shown}: {cause}");
        Problem::new(what, "give another name")
    })?;
    if entries.next().is_none() {
        return Ok(());
    }
    let typed = quoted(path);
    let fix = if folder.join("Cargo.toml").exists() {
        format!("`cargo throughline init {typed}` adds to the package in it")
    } else {
        format!(
            "give another name, or add to what is in it: `cargo init {typed}`, then \
             `cargo throughline init {typed}`"
        )
    };
    Err(Problem::new(
        format!("the folder {shown} is not empty"),
        fix,
    ))
}

fn shown(path: &Path) -> String {
    if path == Path::new(".") {
        return "this folder".to_owned();
    }
    path.join(PathBuf::new()).display().to_string()
}

/// The path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-~:\\".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("\"{text}\"")
    }
}
