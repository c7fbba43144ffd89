//! Renders the guide: `throughline-guide-render FOLDER` takes the folder with `book.toml`.
//!
//! `cargo xtask docs` calls it. Where the pages go is said in `book.toml`; their links are checked
//! by xtask.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use mdbook_driver::MDBook;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: throughline-guide-render FOLDER");
        return ExitCode::FAILURE;
    };
    match MDBook::load(folder).and_then(|book| book.build()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
