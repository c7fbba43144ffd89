//! The arguments, and their help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::engine::Engine;

/// Make a package that uses the ORM Throughline, or make a package use it
#[derive(Debug, Parser)]
#[command(name = "cargo-throughline", bin_name = "cargo throughline", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a package with two models, their migration, and `cargo manage`
    ///
    /// It builds and runs as it is. No folder is touched that has something in it.
    New(New),
    /// Add what is missing to the package in a folder
    ///
    /// That is the dependency, `cargo manage`, and two models with their migration
    /// where there is no library yet. No file is replaced: what is there is said,
    /// and left.
    #[command(verbatim_doc_comment)]
    Init(Init),
}

/// What `new` is told.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Where to make it; the last part is the name of the package
    #[arg(value_name = "NAME")]
    pub(crate) path: PathBuf,

    /// The name of the package, if it is not that of its folder
    #[arg(long)]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// What `init` is told.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder of the package
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub(crate) path: PathBuf,

    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The engine of its database
    #[arg(long, value_enum, value_name = "ENGINE", default_value_t)]
    pub(crate) database: Engine,

    /// A checkout of Throughline to depend on, in place of a version
    ///
    /// Without it, a program that was built in a checkout takes that one, and
    /// any other the version that it has itself.
    #[arg(verbatim_doc_comment, long, value_name = "FOLDER")]
    pub(crate) throughline_path: Option<PathBuf>,
}

/// The words without the one that cargo adds: it calls `cargo-throughline throughline new`.
pub(crate) fn words(words: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let added = |(place, word): &(usize, OsString)| *place == 1 && word == "throughline";
    let words = words.enumerate().filter(move |word| !added(word));
    words.map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn cargo_may_add_its_own_word() {
        let kept = |line: &str| {
            let line = line.split(' ').map(OsString::from);
            words(line).collect::<Vec<_>>().join(" ".as_ref())
        };
        assert_eq!(
            kept("program throughline new throughline"),
            "program new throughline"
        );
        assert_eq!(kept("program new school"), "program new school");
    }
}
