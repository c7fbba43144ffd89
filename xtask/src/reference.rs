//! The reference of the guide, made from the sources: what there is, and what its documentation
//! says.
//!
//! `cargo xtask docs` and a test compare the pages with what is made here; `THROUGHLINE_BLESS=1`
//! writes them. The page of the commands is written by a test of throughline-manage, since only
//! clap makes the help, and that of the statements by a test that counts them; here it is only
//! seen to that the former has every command.

mod attributes;
mod commands;
mod declared;
mod errors;
mod lookups;
mod operations;

use std::fs;
use std::path::Path;

use crate::workspace::Workspace;
use crate::{Result, report};

/// Where the pages are.
const FOLDER: &str = "guide/book/reference";

/// Makes a page.
type Make = fn(&Workspace) -> Result<String>;

const PAGES: [(&str, Make); 4] = [
    ("attributes.md", attributes::page),
    ("lookups.md", lookups::page),
    ("operations.md", operations::page),
    ("errors.md", errors::page),
];

/// Compares the pages with the sources, or writes them.
pub(crate) fn check(workspace: &Workspace) -> Result {
    let blesses = std::env::var_os("THROUGHLINE_BLESS").is_some();
    for (name, make) in PAGES {
        let file = Path::new(FOLDER).join(name);
        let page = make(workspace)?;
        if workspace.read(&file).is_ok_and(|text| text == page) {
            continue;
        }
        if !blesses {
            return Err(format!(
                "{} is not what the code has; `THROUGHLINE_BLESS=1 cargo xtask docs` writes it",
                file.display()
            )
            .into());
        }
        fs::write(workspace.root.join(&file), page)?;
        report::line(format_args!("written: {}", file.display()));
    }
    commands::check(workspace)
}

/// A text in the cell of a table: in one line, without a sign that would end the cell.
fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_of_the_guide_is_what_the_code_has() {
        check(&Workspace::load().unwrap()).unwrap();
    }

    #[test]
    fn a_cell_is_one_line() {
        assert_eq!(cell("a\n  b | c"), r"a b \| c");
    }
}
