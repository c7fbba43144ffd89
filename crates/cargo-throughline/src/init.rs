//! `init`: what is missing in a package that is there.
//!
//! Files that are there are left, but for the manifest and cargo's configuration, which get a line
//! each where it is missing. Sources are never changed.

use std::path::{Path, PathBuf};

use crate::arguments::Init;
use crate::cargo_config;
use crate::dependency::Dependency;
use crate::manifest::{self, BuildScript, Library, Manifest};
use crate::plan::{Plan, Problem};
use crate::templates::{self, Words};
use crate::{name, sources, workspace};

/// Plans what is missing, or says all that stands in the way.
pub(crate) fn plan(options: &Init) -> Result<Plan, Vec<Problem>> {
    let Init { path, common } = options;
    let mut manifest = read(path).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let library = manifest.library();
    let has_manage = manifest.has_manage();
    let models = sources::with_models(path);
    problems.extend(faults(&manifest, &library, path, &models));
    let checkout = common.throughline_path.as_deref();
    let dependency = Dependency::new(common.database, checkout);
    let dependency = dependency.map_err(|problem| problems.push(problem)).ok();
    let mut plan = Plan {
        folder: path.clone(),
        ..Plan::default()
    };
    let Some(dependency) = dependency else {
        return Err(problems);
    };
    let words = Words {
        package: manifest.name.clone(),
        library: library.name.clone(),
        engine: common.database,
        dependency,
    };
    plan.title = format!(
        "The package `{}`, on {}",
        words.package,
        words.engine.words().title
    );
    problems.extend(edit(&mut plan, &words, &mut manifest).err());
    let made = sources(&mut plan, &words, &library, !models.is_empty());
    manage(&mut plan, &words, has_manage, made);
    problems.extend(cargo_config::plan(&mut plan).err());
    build_script(&mut plan, &words, &manifest);
    if plan.changes_something() {
        plan.next = next(&words, made);
    } else {
        plan.title = format!("Nothing is missing in the package `{}`", words.package);
    }
    if problems.is_empty() {
        Ok(plan)
    } else {
        Err(problems)
    }
}

/// The manifest in a folder, if that is one of a package.
fn read(folder: &Path) -> Result<Manifest, Problem> {
    // As one would type it: without the current folder before it.
    let path = folder
        .strip_prefix(".")
        .unwrap_or(folder)
        .join("Cargo.toml");
    if !path.exists() {
        return Err(no_manifest(folder));
    }
    let (before, document) = manifest::parse(&path)?;
    let package = document
        .get("package")
        .and_then(|package| package.get("name"));
    if let Some(name) = package.and_then(toml_edit::Item::as_str).map(str::to_owned) {
        return Ok(Manifest::new(folder, before, document, &name));
    }
    let what = format!("{} has no `[package]` with a `name`", path.display());
    let members = workspace::members(&document);
    let fix = match &*members {
        [] => "`cargo init` makes a package".to_owned(),
        members => format!(
            "it is the root of a workspace: run the command in a member of it: {}",
            members.join(", ")
        ),
    };
    Err(Problem::new(what, fix))
}

fn no_manifest(folder: &Path) -> Problem {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut above = absolute.ancestors().skip(1);
    let fix = match above.find(|folder| folder.join("Cargo.toml").exists()) {
        Some(above) if absolute.exists() => {
            format!("run the command in {}, which has one", above.display())
        }
        _ => "`cargo throughline new NAME` makes a package".to_owned(),
    };
    Problem::new(
        format!("there is no Cargo.toml in {}", absolute.display()),
        fix,
    )
}

/// What of the package itself stands in the way.
fn faults(
    manifest: &Manifest,
    library: &Library,
    folder: &Path,
    models: &[PathBuf],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(reason) = name::fault(&library.name) {
        let what = format!("no library can be called `{}`: {reason}", library.name);
        problems.push(Problem::new(
            what,
            "give another `name` in `[lib]` of Cargo.toml",
        ));
    }
    if library.is_macro {
        let what = "the library is one of macros, and can have no models";
        problems.push(Problem::new(what, "run the command in another package"));
    }
    if manifest.edition() == Some("2015") {
        let what = "the edition of the package is 2015";
        problems.push(Problem::new(what, "say `edition = \"2024\"` in Cargo.toml"));
    }
    if !library.is_there && !manifest.finds_library() {
        let what = "`autolib = false` in Cargo.toml, and no `[lib]`";
        problems.push(Problem::new(
            what,
            "`cargo manage` needs a library: name one by `[lib]`",
        ));
    }
    if let (false, Some(file)) = (library.is_there, models.first()) {
        let file = file.strip_prefix(folder).unwrap_or(file).display();
        let what = format!("there are models in {file}, and no library");
        let fix = format!(
            "move them to {}: `cargo manage` is a program of its own, and sees those of the \
             library alone",
            library.path
        );
        problems.push(Problem::new(what, fix));
    }
    problems
}

/// What becomes of the models.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Models {
    /// They are the library.
    Library,
    /// They are a file that the library does not name yet.
    Module,
    /// They are there, or their file is.
    There,
}

/// Plans the models, and their migration where the program has them at once.
fn sources(plan: &mut Plan, words: &Words, library: &Library, has_models: bool) -> Models {
    let text = words.fill(templates::MODELS, "");
    let note = "the models Student and Course";
    if !library.is_there {
        plan.make(&library.path, text, note);
        let initial = words.fill(templates::INITIAL, "");
        let folder = plan.folder.join("migrations");
        if folder.exists() {
            plan.leave("migrations", "is there");
        } else {
            plan.make("migrations/0001_initial.toml", initial, "the tables");
        }
        return Models::Library;
    }
    plan.leave(&library.path, "is there");
    let module = "src/models.rs";
    if has_models || plan.folder.join("src/models").exists() {
        return Models::There;
    }
    if !plan.make_if_missing(module, text, note) {
        return Models::There;
    }
    plan.notes
        .push(format!("add `pub mod models;` to {}", library.path));
    Models::Module
}

fn manage(plan: &mut Plan, words: &Words, has_manage: bool, made: Models) {
    let path = "src/bin/manage.rs";
    if has_manage {
        plan.leave(path, "there is a program `manage`");
        return;
    }
    let database = match made {
        Models::Library => format!("{}::DATABASE", words.library),
        Models::Module | Models::There => format!("{:?}", words.url()),
    };
    plan.make(
        path,
        words.fill(templates::MANAGE, &database),
        "`cargo manage`",
    );
}

fn build_script(plan: &mut Plan, words: &Words, manifest: &Manifest) {
    let line = "println!(\"cargo::rerun-if-changed=migrations\");";
    let path = match manifest.build_script() {
        BuildScript::At(path) => path,
        BuildScript::Off => {
            plan.notes.push(format!(
                "there is `build = false` in Cargo.toml: where a program embeds its migrations, \
                 a build script with `{line}` sees new ones"
            ));
            return;
        }
    };
    let there = std::fs::read_to_string(plan.folder.join(&path)).unwrap_or_default();
    let missing = plan.make_if_missing(
        &path,
        words.fill(templates::BUILD, ""),
        "sees new migrations",
    );
    if !missing && !there.contains("migrations") {
        plan.notes.push(format!(
            "add `{line}` to {path}, which then sees new migrations"
        ));
    }
}

/// Plans the change of the manifest.
fn edit(plan: &mut Plan, words: &Words, manifest: &mut Manifest) -> Result<(), Problem> {
    let mut added = Vec::new();
    let engine = words.engine.words();
    if let Some(there) = manifest.throughline() {
        if !engine.by_default && !there.to_string().contains(engine.feature) {
            plan.notes.push(format!(
                "see to it that `throughline` in Cargo.toml has the feature `{}`",
                engine.feature
            ));
        }
    } else {
        manifest.depend(&words.dependency)?;
        added.push(words.dependency.described());
    }
    if !manifest.has_manage() {
        if manifest.keep_default_run() {
            added.push("default-run".to_owned());
        }
        if manifest.name_manage()? {
            added.push("`manage`".to_owned());
        }
    }
    let before = std::mem::take(&mut manifest.before);
    if added.is_empty() {
        plan.leave("Cargo.toml", "depends on throughline");
    } else {
        plan.edit("Cargo.toml", before, manifest.text(), &added.join(", "));
    }
    Ok(())
}

/// The commands that come next.
fn next(words: &Words, made: Models) -> Vec<(String, &'static str)> {
    let mut next: Vec<_> = words
        .create()
        .map(|create| (create, ""))
        .into_iter()
        .collect();
    let mut command = |text: &str, why| next.push((text.to_owned(), why));
    if made != Models::Library {
        command(
            "cargo manage makemigrations",
            "writes a migration of the models",
        );
    }
    command("cargo manage migrate", "makes the tables");
    command("cargo manage --help", "lists all commands");
    next
}
