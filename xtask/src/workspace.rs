//! The workspace: its packages, their dependencies, its files.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Result, cargo};

/// The workspace.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) packages: Vec<Package>,
}

/// A package of the workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    /// Relative to the root.
    pub(crate) folder: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
    /// The oldest Rust that it takes.
    pub(crate) rust_version: Option<String>,
    /// What a registry asks of a package, and this one does not say.
    pub(crate) empty: Vec<&'static str>,
}

/// What a registry asks of a package.
const ASKED: &[&str] = &["description", "license", "keywords", "categories"];

/// A direct dependency of a package, of whichever kind.
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Whether tests alone need it.
    pub(crate) dev: bool,
    /// Whether it is a package of this repository.
    pub(crate) ours: bool,
}

/// The root of the repository, whatever the current folder is.
pub(crate) fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let own = own.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}

impl Workspace {
    /// Reads the workspace by `cargo metadata`.
    pub(crate) fn load() -> Result<Self> {
        let root = root();
        let arguments = ["metadata", "--no-deps", "--format-version", "1"];
        let metadata = cargo::output(&mut cargo::cargo(&root, &arguments))?;
        let metadata: Value = serde_json::from_str(&metadata)?;
        let packages = list(&metadata, "packages")
            .iter()
            .map(|package| read(package, &root));
        let mut packages: Vec<_> = packages.collect();
        packages.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(Workspace { root, packages })
    }

    /// The files with that extension in a folder of the repository, relative to the root.
    /// What is built, hidden, or kept for later is left out.
    pub(crate) fn files(&self, folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        collect(&self.root, folder, extension, &mut files)?;
        files.sort();
        Ok(files)
    }

    /// The text of a file of the repository.
    pub(crate) fn read(&self, file: &Path) -> Result<String> {
        let text = fs::read_to_string(self.root.join(file));
        text.map_err(|error| format!("cannot read {}: {error}", file.display()).into())
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn read(package: &Value, root: &Path) -> Package {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    let folder = manifest.parent().unwrap_or(&manifest);
    let dependencies = list(package, "dependencies")
        .iter()
        .map(|dependency| Dependency {
            name: text(&dependency["name"]),
            dev: dependency["kind"] == "dev",
            ours: dependency["path"].is_string(),
        });
    let given = |value: &Value| {
        let words = value.as_array().is_some_and(|list| !list.is_empty());
        words || value.as_str().is_some_and(|text| !text.is_empty())
    };
    let empty = ASKED.iter().filter(|key| !given(&package[**key]));
    Package {
        name: text(&package["name"]),
        folder: folder.strip_prefix(root).unwrap_or(folder).to_path_buf(),
        dependencies: dependencies.collect(),
        rust_version: package["rust_version"].as_str().map(str::to_owned),
        empty: empty.copied().collect(),
    }
}

fn collect(root: &Path, folder: &Path, extension: &str, files: &mut Vec<PathBuf>) -> Result {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name();
        let path = folder.join(&name);
        if entry.file_type()?.is_dir() {
            let skipped =
                name.to_string_lossy().starts_with('.') || name == "target" || name == "wip";
            if !skipped {
                collect(root, &path, extension, files)?;
            }
        } else if path.extension().is_some_and(|own| own == extension) {
            files.push(path);
        }
    }
    Ok(())
}
