//! The models of a distribution: packages, their tags, and which package needs which.
//!
//! ```text
//! package ──< package_tags >── tag        a join table of its own
//! package ──< dependency   >── package    through a model with a kind and a version
//! ```

use throughline::Migrations;
use throughline::prelude::*;

/// What brings a database up to these models, as part of the program.
pub const MIGRATIONS: Migrations = throughline::migrations!();

/// A package of the distribution.
///
/// Its name would do as the primary key, and no link would have to look one up. But the key
/// stands in each of 400,000 links, and there in the table and in an index: as a number it takes
/// three bytes in place of some fifteen, and a package can be renamed without a change of its links.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(ordering(name))]
pub struct Package {
    /// The primary key, assigned by the database.
    pub id: i64,
    /// The name, such as `libc6`.
    #[field(max_length = 100, unique)]
    pub name: String,
    /// The version, such as `2.36-9+deb12u10`.
    #[field(max_length = 100)]
    pub version: String,
    /// The part of the archive, such as `games`.
    #[field(max_length = 40)]
    pub section: String,
    /// How much an installation needs it.
    pub priority: Priority,
    /// The room that it takes when it is installed.
    pub installed_size_kib: i64,
    /// What it is about. The other side is `tag.packages()`.
    #[field(related_name = "packages")]
    pub tags: ManyToMany<Tag>,
    /// The packages that it needs. The other side is `package.dependents()`.
    #[field(through_fields(package, depends_on), related_name = "dependents")]
    pub dependencies: ManyToMany<Package, Dependency>,
}

/// How much an installation needs a package.
#[derive(Choice, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Nothing works without it.
    Required,
    /// Anybody would miss it.
    Important,
    /// Part of an installation in text mode.
    Standard,
    /// For whoever wants it.
    Optional,
    /// An old word for optional.
    Extra,
}

/// A tag of packages.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(ordering(name))]
pub struct Tag {
    /// The primary key, assigned by the database.
    pub id: i64,
    /// The name: a facet and what it says, such as `game::strategy`.
    #[field(max_length = 100, unique)]
    pub name: String,
}

/// A package that depends on another one.
///
/// The pair is the primary key: nothing points to a dependency, so that it needs no number of its
/// own. The index is for the way back, from a package to those that need it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(package, depends_on), index(depends_on, package))]
pub struct Dependency {
    /// The package that needs the other one.
    pub package: ForeignKey<Package>,
    /// The package that is needed.
    #[field(related_name = "dependent_set")]
    pub depends_on: ForeignKey<Package>,
    /// How much it is needed.
    pub kind: Kind,
    /// The versions that will do, such as `>= 2.36`; none if all do.
    #[field(max_length = 100)]
    pub version: Option<String>,
}

/// How much a package needs another one.
#[derive(Choice, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It does not work without it.
    Depends,
    /// It cannot even be installed without it.
    #[choice("pre-depends")]
    PreDepends,
    /// It is seldom wanted without it.
    Recommends,
    /// It is better with it.
    Suggests,
}
