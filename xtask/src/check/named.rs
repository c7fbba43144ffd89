//! Tests that a document names are there: `path/to/file.rs::function`, in a code span.

use std::path::Path;

use super::Violation;
use crate::source::Source;

/// The documents that name tests.
pub(super) const DOCUMENTS: [&str; 1] = ["DJANGO.md"];

/// Each code span of that form that no function of that file answers to.
pub(super) fn check(sources: &[Source], documents: &[(&str, String)]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (document, text) in documents {
        for (number, line) in text.lines().enumerate() {
            let missing = named(line).filter(|(path, name)| !is_there(sources, path, name));
            violations.extend(missing.map(|(path, name)| {
                let place = format!("{document}:{}", number + 1);
                Violation::new(
                    place,
                    format!("`{path}::{name}` is no function of the workspace"),
                )
            }));
        }
    }
    violations
}

/// The files and functions that a line names in its code spans.
fn named(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let spans = line.split('`').skip(1).step_by(2);
    spans
        .filter_map(|span| span.rsplit_once("::"))
        .filter(|(path, _)| path.ends_with(".rs"))
}

fn is_there(sources: &[Source], path: &str, name: &str) -> bool {
    let of_path = sources
        .iter()
        .filter(|source| source.path == Path::new(path));
    of_path
        .flat_map(|source| &source.facts.functions)
        .any(|function| function.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Facts, Function};

    #[test]
    fn a_test_that_is_named_and_not_there() {
        let function = Function {
            line: 1,
            name: "it_holds".to_owned(),
            lines: 3,
            test: true,
        };
        let source = Source {
            path: "crates/x/tests/some.rs".into(),
            lines: 9,
            facts: Facts {
                functions: vec![function],
                ..Facts::default()
            },
        };
        let text = "`crates/x/tests/some.rs::it_holds`, `Type::method`, crates/x.rs::prose\n\
                    a `word`, `crates/x/tests/some.rs::gone` and `crates/x/tests/other.rs::it_holds`\n";
        let documents = [("A.md", text.to_owned())];
        let found = check(&[source], &documents);
        let found: Vec<_> = found.iter().map(|one| (&*one.place, &*one.what)).collect();
        let no = "is no function of the workspace";
        let expected = [
            format!("`crates/x/tests/some.rs::gone` {no}"),
            format!("`crates/x/tests/other.rs::it_holds` {no}"),
        ];
        assert_eq!(
            found,
            [("A.md:2", &*expected[0]), ("A.md:2", &*expected[1])]
        );
    }
}
