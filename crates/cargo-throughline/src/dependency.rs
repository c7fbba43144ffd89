//! Which throughline a package is to depend on.
//!
//! A program that was built in a checkout of Throughline makes packages that depend on that
//! checkout: they build, whether or not its version was ever published. Elsewhere it is the version of
//! this program. `--throughline-path` names another checkout.

use std::path::{Path, PathBuf};

use toml_edit::{Array, InlineTable, Value};

use crate::engine::Engine;
use crate::plan::Problem;
use crate::templates::VERSION;

/// A dependency on throughline.
pub(crate) struct Dependency {
    engine: Engine,
    /// The folder of the crate, if it is no version of the registry.
    path: Option<String>,
}

impl Dependency {
    /// The dependency for an engine, on the checkout that was named, if one was.
    pub(crate) fn new(engine: Engine, checkout: Option<&Path>) -> Result<Self, Problem> {
        let path = match checkout {
            Some(checkout) => Some(named(checkout)?),
            None => beside(Path::new(env!("CARGO_MANIFEST_DIR"))),
        };
        let path = path.map(|path| text(&path)).transpose()?;
        Ok(Dependency { engine, path })
    }

    /// What stands behind `throughline = ` in a manifest.
    pub(crate) fn value(&self) -> Value {
        let engine = self.engine.words();
        if engine.by_default && self.path.is_none() {
            return VERSION.into();
        }
        let mut table = InlineTable::new();
        match &self.path {
            None => table.insert("version", VERSION.into()),
            Some(path) => table.insert("path", path.as_str().into()),
        };
        if !engine.by_default {
            table.insert("default-features", false.into());
            table.insert(
                "features",
                Array::from_iter(["manage", engine.feature]).into(),
            );
        }
        table.into()
    }

    /// The value as text.
    pub(crate) fn text(&self) -> String {
        self.value().to_string().trim().to_owned()
    }

    /// In a few words, for the report.
    pub(crate) fn described(&self) -> String {
        match self.path {
            None => format!("throughline {VERSION}"),
            Some(_) => "throughline by its path".to_owned(),
        }
    }
}

/// The folder of the crate in a checkout, or the folder itself.
fn named(checkout: &Path) -> Result<PathBuf, Problem> {
    let checkout = std::path::absolute(checkout).unwrap_or_else(|_| checkout.to_owned());
    let mut folders = [checkout.join("crates/throughline"), checkout.clone()].into_iter();
    folders
        .find(|folder| is_throughline(folder))
        .ok_or_else(|| {
            Problem::new(
                format!("{} is no checkout of Throughline", checkout.display()),
                "give the folder that has `crates/throughline`, or that of the crate itself",
            )
        })
}

/// The crate beside that of this program, if this is a checkout.
fn beside(own: &Path) -> Option<PathBuf> {
    let folder = own.parent()?.join("throughline");
    is_throughline(&folder).then_some(folder)
}

fn is_throughline(folder: &Path) -> bool {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    let document = manifest.parse::<toml_edit::DocumentMut>().ok();
    let name = document.as_ref().and_then(|document| {
        let package = document.get("package")?;
        package.get("name")?.as_str()
    });
    name == Some("throughline")
}

fn text(path: &Path) -> Result<String, Problem> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| {
        Problem::new(
            format!("the path {} is not Unicode", path.display()),
            "a manifest is: give a checkout elsewhere by `--throughline-path`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependency(engine: Engine, path: Option<&str>) -> String {
        let path = path.map(str::to_owned);
        Dependency { engine, path }.text()
    }

    #[test]
    fn a_version_with_the_feature_of_the_engine() {
        assert_eq!(dependency(Engine::Sqlite, None), format!("\"{VERSION}\""));
        let expected = format!(
            "{{ version = \"{VERSION}\", default-features = false, features = [\"manage\", \"postgres\"] }}"
        );
        assert_eq!(dependency(Engine::Postgres, None), expected);
    }

    #[test]
    fn a_path_in_quotes() {
        let path = dependency(Engine::Sqlite, Some("/a \"b\"/throughline"));
        assert_eq!(path, "{ path = '/a \"b\"/throughline' }");
    }

    #[test]
    fn a_checkout_is_told_by_its_manifest() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(
            beside(own),
            own.parent().map(|crates| crates.join("throughline"))
        );
        assert_eq!(beside(&own.join("src")), None);
        assert!(named(&own.join("../..")).is_ok());
        assert!(named(&own.join("../throughline")).is_ok());
        assert!(named(own).is_err());
    }
}
