//! The programs of contestants, each built by itself, so that one that does not build holds nobody back
//! and no feature leaks from one to another.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::contestants::{Contestant, Program};
use crate::turns::Effort;

/// How a contestant is started, but for URL and number of students.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    pub(crate) program: PathBuf,
    before: Vec<PathBuf>,
    after: &'static [&'static str],
}

impl Built {
    pub(crate) fn command(&self, url: &str, effort: Effort) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.before);
        let (students, list) = (effort.students.to_string(), effort.list.to_string());
        command.args([url, &students, &list]).args(self.after);
        command
    }
}

/// The folder `benches`, and what is built there.
#[derive(Debug)]
pub(crate) struct Folders {
    pub(crate) benches: PathBuf,
}

impl Folders {
    pub(crate) fn new() -> Self {
        let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let own = own.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        Self {
            benches: own.parent().unwrap_or(&own).to_path_buf(),
        }
    }

    pub(crate) fn target(&self) -> PathBuf {
        self.benches.join("target")
    }

    /// Builds a contestant. The error is what the compiler said last.
    pub(crate) fn build(&self, contestant: &Contestant) -> Result<Built, String> {
        match contestant.program {
            Program::Rust {
                package,
                folder,
                features,
            } => {
                let built = self.cargo(package, folder, features)?;
                // The next contestant may be the same package with other features.
                let program = self.target().join("contestants").join(contestant.name);
                copy(&built, &program)?;
                Ok(Built {
                    program,
                    before: Vec::new(),
                    after: contestant.arguments,
                })
            }
            Program::Python { folder } => {
                let script = self.contestant(folder)?.join("contestant.py");
                Ok(Built {
                    program: self.python(folder)?,
                    before: vec![script],
                    after: contestant.arguments,
                })
            }
        }
    }

    fn contestant(&self, folder: &str) -> Result<PathBuf, String> {
        let path = self.benches.join("contestants").join(folder);
        if path.is_dir() {
            Ok(path)
        } else {
            Err(format!("there is no contestants/{folder}"))
        }
    }

    /// Builds a package, and tells the file of its program. A package that is a workspace of its own has
    /// a lock file of its own too; what is built is shared all the same.
    fn cargo(&self, package: &str, folder: &str, features: &[&str]) -> Result<PathBuf, String> {
        let own = self.contestant(folder)?.join("Cargo.toml");
        let text = std::fs::read_to_string(&own)
            .map_err(|error| format!("cannot read {}: {error}", own.display()))?;
        let alone = text.lines().any(|line| line.trim() == "[workspace]");
        let manifest = if alone {
            own
        } else {
            self.benches.join("Cargo.toml")
        };
        let mut command = cargo();
        command
            .args(["build", "--release", "--package", package])
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(self.target())
            .args(["--features", &features.join(",")])
            .arg("--message-format=json-render-diagnostics");
        executable(&run(&mut command)?).ok_or_else(|| format!("{package} has no program"))
    }

    /// The interpreter of an environment with what a contestant requires.
    fn python(&self, folder: &str) -> Result<PathBuf, String> {
        let environment = self.target().join("python").join(folder);
        let interpreter = environment.join("bin").join("python");
        if !interpreter.exists() {
            run(Command::new("python3")
                .args(["-m", "venv"])
                .arg(&environment))?;
        }
        let requirements = self.contestant(folder)?.join("requirements.txt");
        run(Command::new(&interpreter)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(requirements))?;
        Ok(interpreter)
    }
}

/// The cargo that runs this program, or that of the path.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command and takes its output. The error is the end of what it said.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let name = Path::new(command.get_program()).display().to_string();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run {name}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(reason(&String::from_utf8_lossy(&output.stderr)))
}

/// The first error that a compiler or another program tells, on one line.
fn reason(messages: &str) -> String {
    let errors = || {
        messages
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
    };
    errors()
        .find(|line| line.starts_with("error"))
        .or_else(|| errors().next_back())
        .unwrap_or("it failed without a word")
        .to_owned()
}

/// The last program in cargo's messages.
fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .next_back()
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let folder = to.parent().unwrap_or(to);
    // A program that runs cannot be written over, but it can be taken away.
    _ = std::fs::remove_file(to);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::copy(from, to))
        .map(drop)
        .map_err(|error| {
            format!(
                "cannot copy {} to {}: {error}",
                from.display(),
                to.display()
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_the_one_that_cargo_names_last() {
        let messages = "{\"reason\":\"compiler-artifact\",\"executable\":null}\n\
            {\"reason\":\"compiler-artifact\",\"executable\":\"/t/release/x\"}\n\
            {\"reason\":\"build-finished\",\"success\":true}\n";
        assert_eq!(executable(messages), Some(PathBuf::from("/t/release/x")));
        assert_eq!(executable(""), None);
    }

    #[test]
    fn the_reason_is_the_first_error() {
        let messages = "   Compiling x\nerror[E0277]: no\n  --> x.rs\nerror: could not compile\n";
        assert_eq!(reason(messages), "error[E0277]: no");
        assert_eq!(reason("a\nb\n"), "b");
        assert_eq!(reason(""), "it failed without a word");
    }
}
