//! The libraries whose compile times are measured, each with the same models: six fields, a many-to-many
//! relation, a query across it. Ten models stand in one file.

use std::path::Path;

/// A library.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Library {
    pub(crate) name: &'static str,
    manifest: &'static str,
    main: &'static str,
    models: &'static str,
}

macro_rules! library {
    ($name:literal) => {
        library!($name, $name, "Cargo.toml.txt")
    };
    ($title:literal, $name:literal, $manifest:literal) => {
        Library {
            name: $title,
            manifest: include_str!(concat!("../../templates/", $name, "/", $manifest)),
            main: include_str!(concat!("../../templates/", $name, "/main.rs.txt")),
            models: include_str!(concat!("../../templates/", $name, "/models.rs.txt")),
        }
    };
}

/// All of them. The others are compared with the first.
pub(crate) const LIBRARIES: &[Library] = &[
    library!("diesel"),
    library!("throughline"),
    library!("throughline-commands", "throughline", "commands.toml.txt"),
    library!("seaorm"),
    library!("rusqlite"),
];

/// How many models stand in a file.
pub(crate) const IN_FILE: usize = 10;

impl Library {
    /// The files of a package with so many models: path and text.
    pub(crate) fn package(&self, models: usize, throughline: &Path) -> Vec<(String, String)> {
        let files = models.div_ceil(IN_FILE);
        let manifest = format!(
            "[package]\nname = \"compiled\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             # By itself, whatever is around it.\n[workspace]\n\n{}",
            self.manifest
                .replace("__THROUGHLINE__", &throughline.display().to_string())
        );
        let all: Vec<usize> = (0..files).collect();
        let mut package = vec![
            ("Cargo.toml".to_owned(), manifest),
            ("src/main.rs".to_owned(), expand(self.main, &all)),
        ];
        package.extend(all.iter().map(|&file| self.file(file, models, 0)));
        package
    }

    /// One file of models, as it is after a number of changes.
    pub(crate) fn file(&self, file: usize, models: usize, changes: usize) -> (String, String) {
        let first = file * IN_FILE;
        let numbers: Vec<usize> = (first..models.min(first + IN_FILE)).collect();
        let text = expand(self.models, &numbers).replace("__TOUCHED__", &changes.to_string());
        (format!("src/models{file}.rs"), text)
    }
}

/// A template, in which what stands between the lines `//[` and `//]` is repeated for each number. There
/// `__N__` is the number, and `__T__` the next, after the last the first.
fn expand(template: &str, numbers: &[usize]) -> String {
    let mut text = String::new();
    let mut block: Option<String> = None;
    for line in template.lines() {
        match (line.trim(), &mut block) {
            ("//[", _) => block = Some(String::new()),
            ("//]", _) => {
                let repeated = block.take().unwrap_or_default();
                for (at, number) in numbers.iter().enumerate() {
                    let next = numbers[(at + 1) % numbers.len()];
                    text += &repeated
                        .replace("__N__", &number.to_string())
                        .replace("__T__", &next.to_string());
                }
            }
            (_, Some(block)) => {
                block.push_str(line);
                block.push('\n');
            }
            (_, None) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_repeated_and_the_rest_is_not() {
        let template =
            "head\n//[\nm__N__ -> m__T__\n//]\nmiddle\n    //[\n    __N__\n    //]\nend\n";
        assert_eq!(
            expand(template, &[4, 5]),
            "head\nm4 -> m5\nm5 -> m4\nmiddle\n    4\n    5\nend\n"
        );
    }

    #[test]
    fn every_library_has_as_many_models_in_as_many_files() {
        for library in LIBRARIES {
            let package = library.package(100, Path::new("/t"));
            assert_eq!(package.len(), 12, "{}", library.name);
            let queries: usize = package
                .iter()
                .map(|(_, text)| text.matches("fn query").count())
                .sum();
            assert_eq!(queries, 100, "{}", library.name);
            assert!(package.iter().all(|(_, text)| !text.contains("__")));
        }
    }

    #[test]
    fn a_change_is_one() {
        for library in LIBRARIES {
            assert_ne!(library.file(0, 10, 0), library.file(0, 10, 1));
        }
    }
}
