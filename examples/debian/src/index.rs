//! The package index: `packages.csv.gz`, `package_tags.csv.gz`, `dependencies.csv.gz`, read and
//! checked as a whole, before anything is written.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::path::Path;

use debian::{Dependency, Kind, Package, Priority, Tag};
use throughline::prelude::*;
use throughline::{FieldType, ModelDef, ValueRef};

use crate::csv_file::CsvFile;
use crate::failure::Failure;

/// What the files say. A package or a tag is meant by its position in the list.
pub(crate) struct Index {
    pub(crate) packages: Vec<PackageLine>,
    /// The names, in the order in which they first come.
    pub(crate) tags: Vec<String>,
    /// Package and tag.
    pub(crate) package_tags: Vec<(usize, usize)>,
    pub(crate) dependencies: Vec<DependencyLine>,
}

/// A line of `packages.csv.gz`.
pub(crate) struct PackageLine {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) section: String,
    pub(crate) priority: Priority,
    pub(crate) installed_size_kib: i64,
}

/// A line of `dependencies.csv.gz`.
pub(crate) struct DependencyLine {
    pub(crate) package: usize,
    pub(crate) depends_on: usize,
    pub(crate) kind: Kind,
    pub(crate) version: Option<String>,
}

impl Index {
    /// Reads the three files. All bad lines of the first file that has any are reported.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let mut names = Positions::new("name");
        let packages = packages(folder, &mut names)?;
        let mut tags = Positions::new("name");
        let package_tags = package_tags(folder, &names, &mut tags)?;
        let dependencies = dependencies(folder, &names)?;
        Ok(Index {
            packages,
            tags: tags.into_keys(),
            package_tags,
            dependencies,
        })
    }
}

fn packages(folder: &Path, names: &mut Names) -> Result<Vec<PackageLine>, Failure> {
    let header = [
        "name",
        "version",
        "section",
        "priority",
        "installed_size_kib",
    ];
    let file = CsvFile::open(folder, "packages.csv.gz", header)?;
    file.rows(|line, [name, version, section, priority, size]| {
        let package = PackageLine {
            name: text::<Package>("name", name)?,
            version: text::<Package>("version", version)?,
            section: text::<Package>("section", section)?,
            priority: choice("priority", priority)?,
            installed_size_kib: number("installed_size_kib", size)?,
        };
        names.add(line, package.name.clone())?;
        Ok(package)
    })
}

fn package_tags(
    folder: &Path,
    names: &Names,
    tags: &mut Names,
) -> Result<Vec<(usize, usize)>, Failure> {
    let file = CsvFile::open(folder, "package_tags.csv.gz", ["package", "tag"])?;
    let mut pairs = Positions::new("package and tag");
    file.rows(|line, [package, tag]| {
        let package = known(names, package)?;
        let tag = match tags.position(tag) {
            Some(position) => position,
            None => tags.add(line, text::<Tag>("name", tag)?)?,
        };
        pairs.add(line, (package, tag))?;
        Ok((package, tag))
    })
}

fn dependencies(folder: &Path, names: &Names) -> Result<Vec<DependencyLine>, Failure> {
    let header = ["package", "depends_on", "kind", "version"];
    let file = CsvFile::open(folder, "dependencies.csv.gz", header)?;
    let mut pairs = Positions::new("package and depends_on");
    file.rows(|line, [package, depends_on, kind, version]| {
        let (package, depends_on) = (known(names, package)?, known(names, depends_on)?);
        let kind = choice("kind", kind)?;
        let version = match version {
            "" => None,
            version => Some(text::<Dependency>("version", version)?),
        };
        pairs.add(line, (package, depends_on))?;
        Ok(DependencyLine {
            package,
            depends_on,
            kind,
            version,
        })
    })
}

fn known(names: &Names, name: &str) -> Result<usize, String> {
    names
        .position(name)
        .ok_or_else(|| format!("unknown package `{name}`"))
}

/// Keys of which each may come once, by the order in which they come.
struct Positions<K> {
    what: &'static str,
    /// The position of a key, and the line that it is on.
    keys: HashMap<K, (usize, u64)>,
}

/// Names, by the order in which they come.
type Names = Positions<String>;

impl<K: Eq + Hash> Positions<K> {
    fn new(what: &'static str) -> Self {
        Positions {
            what,
            keys: HashMap::new(),
        }
    }

    /// The position of a new key.
    fn add(&mut self, line: u64, key: K) -> Result<usize, String> {
        let position = self.keys.len();
        match self.keys.insert(key, (position, line)) {
            None => Ok(position),
            Some((_, earlier)) => Err(format!(
                "duplicate: line {earlier} has the same {}",
                self.what
            )),
        }
    }

    fn position<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.keys.get(key).map(|(position, _)| *position)
    }

    fn into_keys(self) -> Vec<K> {
        let mut keys: Vec<_> = self.keys.into_iter().collect();
        keys.sort_by_key(|(_, (position, _))| *position);
        keys.into_iter().map(|(key, _)| key).collect()
    }
}

/// A text that the field of the model takes: not empty, and no longer than it may be.
fn text<M: Model>(field: &str, text: &str) -> Result<String, String> {
    let model: &ModelDef = M::META;
    let longest = model.field(field).and_then(|field| field.max_length);
    match longest {
        _ if text.is_empty() => Err(format!("{field} is empty")),
        Some(longest) if text.chars().count() > longest as usize => {
            Err(format!("{field} has more than {longest} characters"))
        }
        _ => Ok(text.to_owned()),
    }
}

fn number(column: &str, text: &str) -> Result<i64, String> {
    text.parse()
        .map_err(|_| format!("{column}: `{text}` is no whole number"))
}

/// The variant that is kept as that text.
fn choice<C: FieldType>(column: &str, text: &str) -> Result<C, String> {
    C::from_value(ValueRef::Text(text))
        .map_err(|_| format!("{column}: `{text}` is none of {}", C::CHOICES.join(", ")))
}
