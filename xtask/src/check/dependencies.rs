//! Every outside dependency has a row of reasons in CONTRIBUTING.md, and every row a dependency.

use std::collections::BTreeSet;

use super::Violation;
use crate::workspace::Workspace;

/// The heading above the table.
const HEADING: &str = "## Dependencies";

pub(super) fn check(workspace: &Workspace, contributing: &str) -> Vec<Violation> {
    let dependencies = workspace
        .packages
        .iter()
        .flat_map(|package| &package.dependencies);
    let outside = dependencies.filter(|dependency| !dependency.ours);
    let used: BTreeSet<_> = outside.map(|dependency| dependency.name.as_str()).collect();
    let listed = rows(contributing);
    let missing = used
        .difference(&listed)
        .map(|name| format!("`{name}` has no row of reasons"));
    let stale = listed
        .difference(&used)
        .map(|name| format!("`{name}` is no dependency any more"));
    missing
        .chain(stale)
        .map(|what| Violation::new("CONTRIBUTING.md", what))
        .collect()
}

/// The names in the first cells of the table: those in code spans.
fn rows(text: &str) -> BTreeSet<&str> {
    let section = text.split_once(HEADING).map_or("", |(_, section)| section);
    let section = section.split("\n## ").next().unwrap_or_default();
    let cells = section
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.split('|').next());
    cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_the_first_cells_of_the_section() {
        let text = "| `no` |\n## Dependencies\n\n| crate | for |\n| --- | --- |\n\
                    | `syn`, `quote` | parses, not `darling` |\n## Next\n| `no` |\n";
        assert_eq!(rows(text).into_iter().collect::<Vec<_>>(), ["quote", "syn"]);
    }
}
