//! Calls of cargo.

use std::path::Path;
use std::process::Command;

use crate::Result;

/// A call of the cargo that runs this task, in the root of the workspace.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).args(arguments);
    command
}

/// Runs a command whose output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = command
        .status()
        .map_err(|error| format!("cannot run {}: {error}", words(command)))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{}` failed", words(command)).into())
}

/// Runs a command and takes what it prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .map_err(|error| format!("cannot run {}: {error}", words(command)))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`{}` failed: {}", words(command), message.trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The command as a person would type it: `cargo test --workspace`.
pub(crate) fn words(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_stem()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The arguments that name the packages: the caller's, or else the whole workspace.
pub(crate) fn packages(arguments: &[String]) -> &'static [&'static str] {
    let own = arguments.iter().take_while(|argument| *argument != "--");
    let mut own = own.map(String::as_str);
    let named = own.any(|argument| {
        argument.starts_with("--package") || argument.starts_with("-p") || argument == "--workspace"
    });
    if named { &[] } else { &["--workspace"] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_workspace_unless_a_package_is_named() {
        let packages = |line: &str| {
            packages(
                &line
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(packages("").len(), 1);
        assert_eq!(packages("a_name -- -p").len(), 1);
        assert_eq!(packages("-p throughline").len(), 0);
        assert_eq!(packages("--package=throughline some_test").len(), 0);
    }
}
