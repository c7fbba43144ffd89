//! `dbshell`: the engine's own client.

use std::io;
use std::process::Command;

use throughline_backend::Shell;
use throughline_core::{Error, ErrorKind, Result};

use crate::arguments::Dbshell;
use crate::connect::database_url;
use crate::{Exit, ManageConfig};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: &Dbshell) -> Result<Exit> {
    let shell = Shell::of(database_url(config, &options.database)?)?;
    let mut command = Command::new(shell.program);
    command
        .args(&shell.arguments)
        .args(&options.arguments)
        .envs(shell.environment.iter().map(|(name, value)| (name, value)));
    start(&mut command).map_err(|error| cannot_start(&shell, error))
}

/// Becomes the client. Were it a child, Ctrl-C, by which one cancels a query in it, would end
/// this program too, and leave two that read from the terminal.
#[cfg(unix)]
fn start(command: &mut Command) -> io::Result<Exit> {
    use std::os::unix::process::CommandExt;

    Err(command.exec())
}

/// Runs the client.
#[cfg(not(unix))]
fn start(command: &mut Command) -> io::Result<Exit> {
    let status = command.status()?;
    Ok(if status.success() {
        Exit::Done
    } else {
        Exit::Failure
    })
}

fn cannot_start(shell: &Shell, error: io::Error) -> Error {
    let (program, package) = (shell.program, shell.package);
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("`{program}` is not installed"),
        _ => format!("`{program}` cannot be started"),
    };
    Error::new(ErrorKind::Io, message)
        .with_hint(format!(
            "install the client: the package is `{package}` on Debian and Ubuntu"
        ))
        .with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_is_not_there_says_what_to_install() {
        let shell = Shell {
            program: "no-such-client",
            arguments: Vec::new(),
            environment: Vec::new(),
            package: "client-package",
        };
        let started = start(&mut Command::new(shell.program));
        let error = cannot_start(&shell, started.unwrap_err());
        assert_eq!(error.to_string(), "`no-such-client` is not installed");
        assert!(error.hint().unwrap().contains("`client-package`"));
    }
}
