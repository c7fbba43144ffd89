//! What a Markdown file points to: links, and paths of this repository in code spans.
//!
//! Reads as much of Markdown as these documents use: fenced code, code spans, inline links,
//! headings.

/// A Markdown file.
#[derive(Default)]
pub(crate) struct Document {
    /// What it points to, by line.
    pub(crate) targets: Vec<(usize, Target)>,
    /// The anchors of its headings.
    anchors: Vec<String>,
}

/// What a place in a document points to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A link that is not to another host.
    Link(String),
    /// A path from the root of the repository, named in a code span.
    Path(String),
}

/// The folders whose paths are checked where a code span names one.
const FOLDERS: &[&str] = &[
    "crates/",
    "examples/",
    "guide/",
    "xtask/",
    "conformance/",
    ".ci/",
    ".cargo/",
];

impl Document {
    /// Reads a document.
    pub(crate) fn parse(text: &str) -> Self {
        let mut document = Document::default();
        // How many backticks the fence has that is open.
        let mut fence = None;
        for (number, line) in text.lines().enumerate() {
            let line_start = line.trim_start();
            let ticks = line_start.len() - line_start.trim_start_matches('`').len();
            match fence {
                None if ticks >= 3 => fence = Some(ticks),
                None => document.line(number + 1, line),
                Some(open) if ticks >= open => fence = None,
                Some(_) => {}
            }
        }
        document
    }

    /// Whether a heading makes this anchor.
    pub(crate) fn has_heading(&self, anchor: &str) -> bool {
        self.anchors.iter().any(|own| own == anchor)
    }

    fn line(&mut self, number: usize, line: &str) {
        if line.starts_with('#') {
            self.anchors
                .push(anchor(line.trim_start_matches('#').trim()));
        }
        let mut prose = String::new();
        for (position, part) in line.split('`').enumerate() {
            if position % 2 == 0 {
                prose.push_str(part);
            } else if is_path(part) {
                let path = part.split_once(':').map_or(part, |(path, _)| path);
                self.targets.push((number, Target::Path(path.to_owned())));
            }
        }
        let links = prose
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'));
        let links = links
            .map(|(link, _)| link)
            .filter(|link| !link.contains(':'));
        self.targets
            .extend(links.map(|link| (number, Target::Link(link.to_owned()))));
    }
}

/// Whether a code span is a path of this repository, and no pattern of one.
fn is_path(span: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:".contains(c);
    FOLDERS.iter().any(|folder| span.starts_with(folder)) && span.chars().all(plain)
}

/// The anchor that a heading makes: lower case, `-` for a space, no other signs.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|&c| c.is_alphanumeric() || c == ' ' || c == '-' || c == '_');
    kept.map(|c| if c == ' ' { '-' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_paths_outside_of_code() {
        let document = Document::parse(
            "# The *path* of a query\n\
             [a](README.md), [b](https://example.org/x), `crates/x/src/lib.rs`, `crates/*/src`\n\
             ````\n```\n[no](link)\n```\n````\n\
             [c](#words) `[d](e)`\n",
        );
        let expected = [
            (2, Target::Path("crates/x/src/lib.rs".to_owned())),
            (2, Target::Link("README.md".to_owned())),
            (8, Target::Link("#words".to_owned())),
        ];
        assert_eq!(document.targets, expected);
        assert!(document.has_heading("the-path-of-a-query"));
    }
}
