//! What manifests say: one oldest Rust, the same wherever it stands, and all that a registry asks of a
//! crate that is to be published.

use std::path::Path;

use super::Violation;
use crate::Result;
use crate::workspace::{Package, Workspace};

/// The line of a manifest that keeps a package from being published, whatever the workspace says.
const KEPT: &str = "publish = false";

/// The key by which a manifest states the oldest Rust.
const RUST: &str = "rust-version = ";

/// Checks every manifest of the repository.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<Violation>> {
    let root = workspace.read(Path::new("Cargo.toml"))?;
    let stated = value(&root, RUST).unwrap_or_default();
    let toolchain = workspace.read(Path::new("rust-toolchain.toml"))?;
    let clippy = workspace.read(Path::new("clippy.toml"))?;
    let mut violations = rust(stated, &toolchain, &clippy);
    for path in workspace.files(Path::new(""), "toml")? {
        if path.file_name().is_some_and(|name| name == "Cargo.toml") {
            violations.extend(other(&path, &workspace.read(&path)?, stated));
        }
    }
    for package in &workspace.packages {
        let path = package.folder.join("Cargo.toml");
        violations.extend(of_package(package, &workspace.read(&path)?, stated));
    }
    Ok(violations)
}

/// Whether the tools that check the oldest Rust go by the same one.
fn rust(stated: &str, toolchain: &str, clippy: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let channel = value(toolchain, "channel = ").unwrap_or_default();
    if stated.is_empty() || !(channel == stated || channel.starts_with(&format!("{stated}."))) {
        let what =
            format!("the toolchain is `{channel}`, the oldest Rust in Cargo.toml `{stated}`");
        violations.push(Violation::new("rust-toolchain.toml", what));
    }
    if value(clippy, "msrv = ").is_some() {
        let what = "`msrv`: clippy goes by `rust-version` in Cargo.toml";
        violations.push(Violation::new("clippy.toml", what));
    }
    violations
}

/// A manifest that states another Rust of its own.
fn other(path: &Path, text: &str, stated: &str) -> Option<Violation> {
    let own = value(text, RUST).filter(|own| *own != stated)?;
    let what = format!("the oldest Rust is `{own}` here, and `{stated}` in Cargo.toml");
    Some(Violation::new(path.display().to_string(), what))
}

fn of_package(package: &Package, manifest: &str, stated: &str) -> Vec<Violation> {
    let mut faults = Vec::new();
    if package.rust_version.as_deref() != Some(stated) {
        faults.push("no `rust-version.workspace = true`".to_owned());
    }
    if package.folder.starts_with("crates") {
        let empty = package.empty.iter();
        faults.extend(empty.map(|key| format!("no `{key}`, which a crate of the registry has")));
    } else if !manifest.lines().any(|line| line == KEPT) {
        faults.push(format!(
            "no `{KEPT}`: only what is in `crates` is published"
        ));
    }
    let place = package.folder.join("Cargo.toml").display().to_string();
    let faults = faults.into_iter();
    faults.map(|what| Violation::new(&place, what)).collect()
}

/// The text behind a key at the beginning of a line.
fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.strip_prefix('"')?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolchain_is_that_of_the_oldest_rust() {
        let broken = |channel: &str, clippy: &str| {
            let toolchain = format!("[toolchain]\nchannel = \"{channel}\"\n");
            rust("1.95", &toolchain, clippy).len()
        };
        assert_eq!(broken("1.95.0", ""), 0);
        assert_eq!(broken("1.95", ""), 0);
        assert_eq!(broken("1.9.5", ""), 1);
        assert_eq!(broken("1.96.0", "msrv = \"1.95\"\n"), 2);
        assert_eq!(rust("", "", "").len(), 1);
    }

    #[test]
    fn no_manifest_states_another() {
        let path = std::path::PathBuf::from("benches/Cargo.toml");
        let own = |text: &str| other(&path, text, "1.95").is_some();
        assert!(!own("rust-version = \"1.95\"\n"));
        assert!(!own("rust-version.workspace = true\n"));
        assert!(own("rust-version = \"1.90\"\n"));
    }

    #[test]
    fn only_crates_are_published_and_they_say_what_they_are() {
        let broken = |folder: &str, rust: &str, empty: &[&'static str], manifest: &str| {
            let package = Package {
                name: "x".to_owned(),
                folder: folder.into(),
                dependencies: Vec::new(),
                rust_version: Some(rust.to_owned()),
                empty: empty.to_vec(),
            };
            of_package(&package, manifest, "1.95").len()
        };
        assert_eq!(broken("crates/x", "1.95", &[], ""), 0);
        assert_eq!(broken("crates/x", "1.90", &["keywords"], ""), 2);
        assert_eq!(
            broken("guide", "1.95", &["keywords"], "publish = false\n"),
            0
        );
        assert_eq!(
            broken("guide", "1.95", &[], "publish.workspace = true\n"),
            1
        );
    }
}
