//! The size of files and functions, so that growth is seen.

use super::Violation;
use crate::report;
use crate::source::Source;

/// The most lines that a file may have. The habit is half of it.
const FILE: usize = 800;

/// How many of the largest are shown.
const SHOWN: usize = 10;

pub(super) fn check(sources: &[Source]) -> Vec<Violation> {
    let large = sources.iter().filter(|source| source.lines > FILE);
    large
        .map(|source| {
            let what = format!("{} lines, of at most {FILE}", source.lines);
            Violation::new(source.path.display().to_string(), what)
        })
        .collect()
}

/// Prints the largest files and functions.
pub(super) fn print(sources: &[Source]) {
    let total: usize = sources.iter().map(|source| source.lines).sum();
    report::line(format_args!(
        "\nlargest of {} files, {total} lines",
        sources.len()
    ));
    let mut files: Vec<_> = sources.iter().collect();
    files.sort_by_key(|source| std::cmp::Reverse(source.lines));
    for source in files.iter().take(SHOWN) {
        report::line(format_args!(
            "{:>6}  {}",
            source.lines,
            source.path.display()
        ));
    }
    let functions = sources.iter().flat_map(|source| {
        source
            .facts
            .functions
            .iter()
            .map(move |function| (source, function))
    });
    let mut functions: Vec<_> = functions.filter(|(_, function)| !function.test).collect();
    report::line(format_args!(
        "\nlargest of {} functions outside of tests",
        functions.len()
    ));
    functions.sort_by_key(|(_, function)| std::cmp::Reverse(function.lines));
    for (source, function) in functions.iter().take(SHOWN) {
        let (lines, name, at) = (function.lines, &function.name, function.line);
        report::line(format_args!(
            "{lines:>6}  {name}  {}:{at}",
            source.path.display()
        ));
    }
}
