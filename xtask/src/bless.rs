//! `bless`: the tests' expected output, written anew.

use std::process::Command;

use crate::{Result, cargo, report, workspace};

/// Runs the tests that compare with files, and has them write the files.
pub(crate) fn run(arguments: &[String]) -> Result {
    let root = workspace::root();
    let mut command = cargo::cargo(&root, &["test", "--all-features"]);
    command
        .args(cargo::packages(arguments))
        // What documentation compares with, the guide, has a way of its own: see CONTRIBUTING.md.
        .args(["--lib", "--bins", "--tests"])
        .args(arguments)
        .env("TRYBUILD", "overwrite")
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1");
    // A golden that cannot be written still shows what else was.
    let tested = cargo::run(&mut command);
    let mut git = Command::new("git");
    git.current_dir(&root)
        .args(["status", "--short", "--untracked-files=all", "--"]);
    let changed = cargo::output(git.args(["*.snap", "*.stderr", "*/tests/autodetector/*"]))?;
    if changed.is_empty() {
        report::line("\nNo expected output has changed.");
    } else {
        report::line(format_args!(
            "\nChanged, to be read before it is committed:\n{}",
            changed.trim_end()
        ));
    }
    tested
}
