//! The manifest of a package that is there: what it says, and what is added to it.
//!
//! It is edited as text with its comments and its order; see [`Manifest::text`].

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, value};

use crate::dependency::Dependency;
use crate::plan::Problem;

/// The manifest of a package.
pub(crate) struct Manifest {
    folder: PathBuf,
    /// As it was read.
    pub(crate) before: String,
    document: DocumentMut,
    pub(crate) name: String,
}

/// The library of a package.
pub(crate) struct Library {
    /// As sources have it.
    pub(crate) name: String,
    /// From the folder of the package.
    pub(crate) path: String,
    pub(crate) is_there: bool,
    pub(crate) is_macro: bool,
}

/// The build script of a package.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BuildScript {
    /// From the folder of the package. It need not be there.
    At(String),
    /// The manifest says that there is none.
    Off,
}

/// Reads a file of TOML: its text, and what it says.
pub(crate) fn parse(path: &Path) -> Result<(String, DocumentMut), Problem> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|cause| {
        let fix = "see to it that it can be read, as text in UTF-8";
        Problem::new(format!("cannot read {shown}: {cause}"), fix)
    })?;
    let document = text.parse::<DocumentMut>().map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.get(..start).unwrap_or(&text).matches('\n').count() + 1;
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        let what = format!("{shown} is no TOML: line {line}: {message}");
        Problem::new(what, "correct it, and run the command again")
    })?;
    Ok((text, document))
}

impl Manifest {
    /// Takes the manifest of a folder, whose package has that name.
    pub(crate) fn new(folder: &Path, before: String, document: DocumentMut, name: &str) -> Self {
        Manifest {
            folder: folder.to_owned(),
            before,
            document,
            name: name.to_owned(),
        }
    }

    fn package(&self, key: &str) -> Option<&Item> {
        self.document.get("package")?.get(key)
    }

    fn is_off(&self, key: &str) -> bool {
        self.package(key).and_then(Item::as_bool) == Some(false)
    }

    /// The edition, if the manifest itself says one. Without any it is that of 2015.
    pub(crate) fn edition(&self) -> Option<&str> {
        match self.package("edition") {
            None => Some("2015"),
            Some(edition) => edition.as_str(),
        }
    }

    /// The library, which need not be there.
    pub(crate) fn library(&self) -> Library {
        let table = self.document.get("lib");
        let text = |key| table?.get(key)?.as_str().map(str::to_owned);
        let path = text("path").unwrap_or_else(|| "src/lib.rs".to_owned());
        let is_macro = ["proc-macro", "proc_macro"].iter().any(|key| {
            let given = table.and_then(|table| table.get(key));
            given.and_then(Item::as_bool) == Some(true)
        });
        Library {
            name: text("name").unwrap_or_else(|| self.name.replace('-', "_")),
            is_there: self.folder.join(&path).exists(),
            path,
            is_macro,
        }
    }

    /// Whether a library is built where the manifest does not speak of one.
    pub(crate) fn finds_library(&self) -> bool {
        self.document.contains_key("lib") || !self.is_off("autolib")
    }

    /// Whether there is a program `manage`.
    pub(crate) fn has_manage(&self) -> bool {
        let files = ["src/bin/manage.rs", "src/bin/manage/main.rs"];
        let there = files.iter().any(|file| self.folder.join(file).exists());
        let mut named = self.programs();
        there || named.any(|program| text(program, "name") == Some("manage"))
    }

    /// The programs that the manifest names.
    fn programs(&self) -> impl Iterator<Item = &Table> {
        let programs = self.document.get("bin").and_then(Item::as_array_of_tables);
        programs.into_iter().flatten()
    }

    /// The one program of the package, which `cargo run` takes until there is a second one.
    fn only_program(&self) -> Option<String> {
        let mut names: Vec<_> = self
            .programs()
            .filter_map(|program| text(program, "name"))
            .collect();
        if self.is_off("autobins") {
            return <[_; 1]>::try_from(names).ok().map(|[name]| name.to_owned());
        }
        let named = |path: &str| {
            self.programs()
                .any(|program| text(program, "path") == Some(path))
        };
        if self.folder.join("src/main.rs").exists() && !named("src/main.rs") {
            names.push(&self.name);
        }
        let others = fs::read_dir(self.folder.join("src/bin"))
            .into_iter()
            .flatten()
            .flatten();
        if others.count() > 0 {
            return None;
        }
        names.sort_unstable();
        names.dedup();
        <[_; 1]>::try_from(names).ok().map(|[name]| name.to_owned())
    }

    pub(crate) fn build_script(&self) -> BuildScript {
        match self.package("build") {
            Some(build) if build.as_bool() == Some(false) => BuildScript::Off,
            Some(build) => BuildScript::At(build.as_str().unwrap_or("build.rs").to_owned()),
            None => BuildScript::At("build.rs".to_owned()),
        }
    }

    /// What the manifest says of the dependency on throughline, if it has one.
    pub(crate) fn throughline(&self) -> Option<&Item> {
        self.document.get("dependencies")?.get("throughline")
    }

    /// Adds the dependency, at its place if the list is in order.
    pub(crate) fn depend(&mut self, dependency: &Dependency) -> Result<(), Problem> {
        let list = self
            .document
            .entry("dependencies")
            .or_insert_with(|| Table::new().into());
        let list = list
            .as_table_like_mut()
            .ok_or_else(|| self::no_table("dependencies"))?;
        let names: Vec<_> = list.iter().map(|(name, _)| name.to_owned()).collect();
        list.insert("throughline", value(dependency.value()));
        if names.is_sorted() {
            list.sort_values();
        }
        Ok(())
    }

    /// Keeps `cargo run` for the program that was the only one. Says whether it has to be named.
    pub(crate) fn keep_default_run(&mut self) -> bool {
        let name = match self.package("default-run") {
            None => self.only_program(),
            Some(_) => None,
        };
        let package = self
            .document
            .get_mut("package")
            .and_then(Item::as_table_like_mut);
        let (Some(name), Some(package)) = (name, package) else {
            return false;
        };
        package.insert("default-run", value(name));
        true
    }

    /// Names the program `manage`, where cargo does not look for programs.
    pub(crate) fn name_manage(&mut self) -> Result<bool, Problem> {
        if !self.is_off("autobins") {
            return Ok(false);
        }
        let programs = self
            .document
            .entry("bin")
            .or_insert_with(|| ArrayOfTables::new().into());
        let programs = programs
            .as_array_of_tables_mut()
            .ok_or_else(|| no_table("bin"))?;
        let mut program = Table::new();
        program.insert("name", value("manage"));
        program.insert("path", value("src/bin/manage.rs"));
        programs.push(program);
        Ok(true)
    }

    /// The text with all that was added.
    pub(crate) fn text(&self) -> String {
        self.document.to_string()
    }
}

fn text<'t>(table: &'t dyn TableLike, key: &str) -> Option<&'t str> {
    table.get(key)?.as_str()
}

fn no_table(key: &str) -> Problem {
    let what = format!("`{key}` in Cargo.toml is none that can be added to");
    Problem::new(
        what,
        "write it as cargo's manual has it, and run the command again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;

    fn manifest(text: &str, files: &[&str]) -> (tempfile::TempDir, Manifest) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let document = text.parse().unwrap();
        let manifest = Manifest::new(folder.path(), text.to_owned(), document, "a-school");
        (folder, manifest)
    }

    /// The manifest with the dependency, less the value.
    fn depending(text: &str) -> String {
        let (_folder, mut manifest) = manifest(text, &[]);
        let dependency = Dependency::new(Engine::Sqlite, None).unwrap();
        manifest.depend(&dependency).unwrap();
        manifest.text().replace(&dependency.text(), "…")
    }

    #[test]
    fn a_dependency_has_its_place_in_a_list_that_is_in_order() {
        assert_eq!(
            depending("[dependencies]\nserde = \"1\" # rows\nuuid = \"1\"\n\n[lints]\n"),
            "[dependencies]\nserde = \"1\" # rows\nthroughline = …\nuuid = \"1\"\n\n[lints]\n"
        );
        assert_eq!(
            depending("[dependencies]\nuuid = \"1\"\nserde = \"1\"\n"),
            "[dependencies]\nuuid = \"1\"\nserde = \"1\"\nthroughline = …\n"
        );
        assert_eq!(
            depending("[package]\nname = \"x\"\n"),
            "[package]\nname = \"x\"\n\n[dependencies]\nthroughline = …\n"
        );
        assert_eq!(
            depending("dependencies = { uuid = \"1\" }\n"),
            "dependencies = { throughline = …, uuid = \"1\" }\n"
        );
    }

    #[test]
    fn the_only_program_stays_what_cargo_run_takes() {
        let kept = |text: &str, files: &[&str]| {
            let (_folder, mut manifest) = manifest(text, files);
            let kept = manifest.keep_default_run();
            let text = manifest.text();
            let run = text.lines().find(|line| line.starts_with("default-run"));
            run.filter(|_| kept).map(str::to_owned)
        };
        let package = "[package]\nname = \"a-school\"\n";
        assert_eq!(
            kept(package, &["src/main.rs"]).as_deref(),
            Some("default-run = \"a-school\"")
        );
        assert_eq!(kept(package, &["src/lib.rs"]), None);
        assert_eq!(kept(package, &["src/main.rs", "src/bin/other.rs"]), None);
        let named = format!("{package}[[bin]]\nname = \"run\"\npath = \"src/main.rs\"\n");
        assert_eq!(
            kept(&named, &["src/main.rs"]).as_deref(),
            Some("default-run = \"run\"")
        );
        let chosen = format!("{package}default-run = \"x\"\n");
        assert_eq!(kept(&chosen, &["src/main.rs"]), None);
    }

    #[test]
    fn the_program_manage_is_named_where_cargo_does_not_look() {
        let text = "[package]\nname = \"a-school\"\nautobins = false\n";
        let (_folder, mut manifest) = manifest(text, &["src/main.rs"]);
        assert!(!manifest.has_manage());
        assert!(manifest.name_manage().unwrap());
        assert!(manifest.has_manage());
        let expected = "\n[[bin]]\nname = \"manage\"\npath = \"src/bin/manage.rs\"\n";
        assert_eq!(manifest.text(), format!("{text}{expected}"));
    }

    #[test]
    fn the_library_is_where_the_manifest_says() {
        let (_folder, plain) = manifest("[package]\nname = \"a-school\"\n", &["src/lib.rs"]);
        let library = plain.library();
        assert_eq!((&*library.name, library.is_there), ("a_school", true));
        let text =
            "[package]\nname = \"x\"\n[lib]\nname = \"y\"\npath = \"y.rs\"\nproc-macro = true\n";
        let (_folder, named) = manifest(text, &["src/lib.rs"]);
        let library = named.library();
        assert_eq!((&*library.name, &*library.path), ("y", "y.rs"));
        assert!(library.is_macro && !library.is_there);
    }
}
