//! Who may import whom, and which outside crate has one owner among ours.

use super::Violation;
use crate::workspace::{Package, Workspace};

/// A package, by its name or the folder of its like, and ours that it may import.
const TABLE: &[(&str, &[&str])] = &[
    ("throughline-core", &[]),
    ("throughline-macros", &[]),
    ("throughline-sql", &["throughline-core"]),
    (
        "throughline-backend",
        &["throughline-core", "throughline-sql"],
    ),
    (
        "throughline-migrate",
        &["throughline-core", "throughline-sql", "throughline-backend"],
    ),
    (
        "throughline-manage",
        &[
            "throughline-core",
            "throughline-migrate",
            "throughline-backend",
        ],
    ),
    (
        "throughline",
        &[
            "throughline-core",
            "throughline-macros",
            "throughline-sql",
            "throughline-backend",
            "throughline-migrate",
            "throughline-manage",
        ],
    ),
    ("cargo-throughline", &[]),
    ("xtask", &[]),
];

/// What packages of users' kind may import: those of `examples/`, `guide/`, `conformance/`.
const USERS: &[&str] = &["throughline"];

/// What tests may import beyond the table: the models that examples in documentation use, and throughline itself.
const DEV: &[(&str, &str)] = &[
    ("throughline", "throughline-guide"),
    // Databases on servers, for the packages that the tests make.
    ("cargo-throughline", "throughline"),
];

/// Outside crates whose words stay within the crates named.
const OWNERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["throughline-backend"]),
    ("sea-query", &["throughline-sql"]),
    ("syn", &["throughline-macros", "xtask"]),
    ("quote", &["throughline-macros"]),
    ("toml", &["throughline-macros", "throughline-migrate"]),
    ("toml_edit", &["cargo-throughline"]),
    ("inventory", &["throughline-core", "throughline"]),
    (
        "clap",
        &["throughline-manage", "cargo-throughline", "xtask"],
    ),
];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    workspace.packages.iter().flat_map(package).collect()
}

fn package(package: &Package) -> Vec<Violation> {
    let manifest = package.folder.join("Cargo.toml").display().to_string();
    let listed = TABLE.iter().find(|(name, _)| *name == package.name);
    let allowed = match listed {
        Some((_, allowed)) => *allowed,
        None if package.folder.starts_with("crates") => {
            let what = format!("`{}` is not in the table of imports", package.name);
            return vec![Violation::new(manifest, what)];
        }
        None => USERS,
    };
    let mut violations = Vec::new();
    for dependency in &package.dependencies {
        let name = dependency.name.as_str();
        let owners = OWNERS.iter().find(|(outside, _)| *outside == name);
        if dependency.ours {
            let dev = dependency.dev && DEV.contains(&(&*package.name, name));
            if !dev && !allowed.contains(&name) {
                let what = format!("`{}` may not import `{name}`", package.name);
                violations.push(Violation::new(&manifest, what));
            }
        } else if let Some((_, owners)) = owners
            && !dependency.dev
            && listed.is_some()
            && !owners.contains(&&*package.name)
        {
            let what = format!("`{name}` belongs to {}", owners.join(" and "));
            violations.push(Violation::new(&manifest, what));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::workspace::Dependency;

    fn broken(name: &str, folder: &str, imports: &str, dev: bool) -> usize {
        let ours = imports.starts_with("throughline");
        let dependencies = vec![Dependency {
            name: imports.to_owned(),
            dev,
            ours,
        }];
        package(&Package {
            name: name.to_owned(),
            folder: PathBuf::from(folder),
            dependencies,
            rust_version: None,
            empty: Vec::new(),
        })
        .len()
    }

    #[test]
    fn the_table_is_the_whole_truth() {
        assert_eq!(
            broken(
                "throughline-sql",
                "crates/throughline-sql",
                "throughline-core",
                false
            ),
            0
        );
        assert_eq!(
            broken(
                "throughline-core",
                "crates/throughline-core",
                "throughline-sql",
                true
            ),
            1
        );
        assert_eq!(
            broken(
                "throughline-new",
                "crates/throughline-new",
                "throughline-core",
                false
            ),
            1
        );
        assert_eq!(broken("school", "examples/school", "throughline", false), 0);
        assert_eq!(
            broken("school", "examples/school", "throughline-core", false),
            1
        );
        assert_eq!(
            broken(
                "throughline",
                "crates/throughline",
                "throughline-guide",
                true
            ),
            0
        );
        assert_eq!(
            broken(
                "throughline",
                "crates/throughline",
                "throughline-guide",
                false
            ),
            1
        );
        assert_eq!(
            broken("throughline", "crates/throughline", "rusqlite", false),
            1
        );
    }
}
