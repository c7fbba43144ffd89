//! `compile`: how long packages of ten and of a hundred models take to compile with each library on
//! SQLite, and how large the program is.

pub(crate) mod library;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::program::{Folders, cargo, run};
use crate::progress::Progress;
use crate::results::median;
use library::{LIBRARIES, Library};

/// What was measured of one library.
#[derive(Debug, Clone, Default)]
struct Measured {
    name: &'static str,
    /// Seconds, in the order of [`COLUMNS`].
    seconds: [Option<f64>; 4],
    /// Of the release program without symbols, in bytes.
    size: Option<u64>,
    crates: usize,
    failure: Option<String>,
}

/// What is timed, and how many times Diesel's time Throughline may take.
const COLUMNS: [(&str, Option<f64>); 4] = [
    ("release, clean", Some(1.3)),
    ("release, a file changed", None),
    ("debug, clean", None),
    ("debug, a file changed", Some(1.0)),
];

const RELEASE: usize = 0;
const DEBUG: usize = 2;

/// What is measured.
#[derive(Debug, Clone)]
pub(crate) struct Effort {
    /// Numbers of models.
    pub(crate) models: Vec<usize>,
    /// Libraries by name; all if it is empty.
    pub(crate) only: Vec<String>,
    /// How often a file is changed.
    pub(crate) rounds: usize,
}

/// Measures and gives a table for each number of models, as Markdown.
pub(crate) fn tables(effort: &Effort, folders: &Folders) -> Result<String, String> {
    let libraries: Vec<Library> = LIBRARIES
        .iter()
        .filter(|library| effort.only.is_empty() || effort.only.iter().any(|n| n == library.name))
        .copied()
        .collect();
    if libraries.is_empty() {
        let names: Vec<&str> = LIBRARIES.iter().map(|library| library.name).collect();
        return Err(format!("libraries are {}", names.join(", ")));
    }
    let mut progress = Progress::new();
    let mut text = String::new();
    for &models in &effort.models {
        let measured = measure(&libraries, models, effort.rounds, folders, &mut progress);
        text += &format!("#### {models} models\n\n{}\n", table(&measured, models));
    }
    text += "In brackets by the first row's. A changed file is one of ten models, of which one literal is \
             another; the median of several changes, by turns. The program is that of the release profile, stripped. \
             Crates are those of `cargo tree` without what is needed to build alone. **✗** is over its bar.\n";
    Ok(text)
}

fn measure(
    libraries: &[Library],
    models: usize,
    rounds: usize,
    folders: &Folders,
    progress: &mut Progress,
) -> Vec<Measured> {
    let packages: Vec<Package> = libraries
        .iter()
        .map(|library| Package::new(*library, models, folders))
        .collect();
    let mut measured: Vec<Measured> = libraries
        .iter()
        .map(|library| Measured {
            name: library.name,
            ..Measured::default()
        })
        .collect();
    for (package, measured) in packages.iter().zip(&mut measured) {
        let what = format!("{models} models, {}", package.library.name);
        progress.now(&what, "");
        measured.failure = package.prepare().err();
    }
    for column in [RELEASE, DEBUG] {
        for (package, measured) in packages.iter().zip(&mut measured) {
            if measured.failure.is_none() {
                let what = format!(
                    "{models} models, {}, {}",
                    package.library.name, COLUMNS[column].0
                );
                progress.now(&what, "");
                match package.clean(column == RELEASE) {
                    Ok(time) => measured.seconds[column] = Some(time.as_secs_f64()),
                    Err(why) => measured.failure = Some(why),
                }
            }
        }
    }
    for column in [RELEASE, DEBUG] {
        let mut times = vec![Vec::new(); packages.len()];
        for round in 1..=rounds {
            for (at, package) in packages.iter().enumerate() {
                if measured[at].failure.is_none() {
                    progress.now(&format!("{models} models, {}", COLUMNS[column + 1].0), "");
                    match package.changed(column == RELEASE, round) {
                        Ok(time) => times[at].push(time.as_secs_f64()),
                        Err(why) => measured[at].failure = Some(why),
                    }
                }
            }
        }
        for (measured, times) in measured.iter_mut().zip(times) {
            measured.seconds[column + 1] = median(times);
        }
    }
    for (package, measured) in packages.iter().zip(&mut measured) {
        measured.size = package.size();
        measured.crates = package.crates();
    }
    measured
}

/// A package that is made to be compiled.
struct Package {
    library: Library,
    models: usize,
    folder: PathBuf,
    throughline: PathBuf,
}

impl Package {
    fn new(library: Library, models: usize, folders: &Folders) -> Self {
        let throughline = folders.benches.parent().unwrap_or(&folders.benches);
        Self {
            library,
            models,
            folder: folders
                .target()
                .join("compile")
                .join(format!("{}-{models}", library.name)),
            throughline: throughline.join("crates").join("throughline"),
        }
    }

    /// Writes its files, and brings what it depends on.
    fn prepare(&self) -> Result<(), String> {
        for (path, text) in self.library.package(self.models, &self.throughline) {
            self.write(&path, &text)?;
        }
        run(self.cargo().arg("fetch")).map(drop)
    }

    /// Everything from nothing.
    fn clean(&self, release: bool) -> Result<Duration, String> {
        let profile = self.folder.join("target").join(profile(release));
        _ = std::fs::remove_dir_all(profile);
        self.build(release)
    }

    /// After one file has changed.
    fn changed(&self, release: bool, changes: usize) -> Result<Duration, String> {
        let (path, text) = self.library.file(0, self.models, changes);
        self.write(&path, &text)?;
        self.build(release)
    }

    fn build(&self, release: bool) -> Result<Duration, String> {
        let mut command = self.cargo();
        command.args(["build", "--offline"]);
        if release {
            command.arg("--release");
        }
        let begin = Instant::now();
        run(&mut command)?;
        Ok(begin.elapsed())
    }

    /// The size of the release program without symbols, where there is a `strip`.
    fn size(&self) -> Option<u64> {
        let program = self.folder.join("target").join("release").join("compiled");
        let stripped = self.folder.join("stripped");
        run(Command::new("strip").arg("-o").arg(&stripped).arg(program)).ok()?;
        Some(std::fs::metadata(stripped).ok()?.len())
    }

    /// How many crates it depends on.
    fn crates(&self) -> usize {
        let tree = run(self.cargo().args([
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
        ]));
        distinct(&tree.unwrap_or_default())
    }

    /// A call of cargo as a user has it: with its own settings alone.
    fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.folder);
        for variable in ["CARGO_INCREMENTAL", "CARGO_TARGET_DIR", "RUSTFLAGS"] {
            command.env_remove(variable);
        }
        command
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        crate::write(&self.folder.join(path), text)
    }
}

fn profile(release: bool) -> &'static Path {
    Path::new(if release { "release" } else { "debug" })
}

/// The crates in the output of `cargo tree`, without the package itself.
fn distinct(tree: &str) -> usize {
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    let crates: std::collections::BTreeSet<&str> = lines.filter(|line| !line.is_empty()).collect();
    crates.len().saturating_sub(1)
}

fn table(measured: &[Measured], models: usize) -> String {
    let mut text = "| library |".to_owned();
    for (title, bar) in COLUMNS {
        let bar = bar.filter(|_| models == library::IN_FILE);
        text += &bar.map_or_else(
            || format!(" {title} |"),
            |bar| format!(" {title} (≤ {bar}) |"),
        );
    }
    text += " program | crates |\n| --- |";
    text += &" ---: |".repeat(COLUMNS.len() + 2);
    text.push('\n');
    for library in measured {
        text += &format!("| {} |", library.name);
        for (column, (_, bar)) in COLUMNS.iter().enumerate() {
            let bar = bar.filter(|_| models == library::IN_FILE && library.name == "throughline");
            let first = measured[0].seconds[column];
            text += &format!(" {} |", cell(library.seconds[column], first, bar));
        }
        let size = library.size.map_or_else(|| "–".to_owned(), megabytes);
        text += &format!(" {size} | {} |\n", library.crates);
    }
    for library in measured {
        if let Some(failure) = &library.failure {
            text += &format!("\n{} failed: {failure}\n", library.name);
        }
    }
    text
}

fn cell(seconds: Option<f64>, first: Option<f64>, bar: Option<f64>) -> String {
    let Some(seconds) = seconds else {
        return "–".to_owned();
    };
    let ratio = first.map(|first| seconds / first);
    let text = ratio.map_or_else(
        || format!("{seconds:.2} s"),
        |ratio| format!("{seconds:.2} s ({ratio:.2})"),
    );
    match (ratio, bar) {
        (Some(ratio), Some(bar)) if (ratio * 100.0).round() / 100.0 > bar => {
            format!("**{text} ✗**")
        }
        _ => text,
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_by_those_of_the_first_and_bars_are_marked() {
        let library = |name, seconds: [f64; 4]| Measured {
            name,
            seconds: seconds.map(Some),
            size: Some(2_780_000),
            crates: 21,
            failure: None,
        };
        let measured = [
            library("diesel", [50.0, 2.0, 19.0, 0.34]),
            library("throughline", [60.0, 4.0, 19.0, 0.51]),
        ];
        let expected = "\
| library | release, clean (≤ 1.3) | release, a file changed | debug, clean | debug, a file changed (≤ 1) | program | crates |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| diesel | 50.00 s (1.00) | 2.00 s (1.00) | 19.00 s (1.00) | 0.34 s (1.00) | 2.78 MB | 21 |
| throughline | 60.00 s (1.20) | 4.00 s (2.00) | 19.00 s (1.00) | **0.51 s (1.50) ✗** | 2.78 MB | 21 |
";
        assert_eq!(table(&measured, 10), expected);
        assert!(!table(&measured, 100).contains('✗'), "the bars are for ten");
    }

    #[test]
    fn a_failure_is_told_and_its_times_are_none() {
        let failed = Measured {
            name: "diesel",
            failure: Some("no linker".to_owned()),
            ..Measured::default()
        };
        let table = table(&[failed], 10);
        assert!(table.contains("| diesel | – |") && table.contains("diesel failed: no linker"));
    }

    #[test]
    fn crates_are_counted_once() {
        let tree = "compiled v0.0.0 (/x)\na v1.0.0\nb v1.0.0\na v1.0.0 (*)\nb v2.0.0\n";
        assert_eq!(distinct(tree), 3);
    }
}
