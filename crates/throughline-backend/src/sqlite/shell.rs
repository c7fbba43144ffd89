//! `sqlite3`, with the settings that connections have here.

use throughline_core::{Error, ErrorKind, Result};

use crate::Shell;
use crate::url::{Mode, SqliteOptions};

/// The shell for a database.
pub(crate) fn shell(options: SqliteOptions) -> Result<Shell> {
    let Some(path) = options.path else {
        let message = "a database in memory is seen by nobody but its own program";
        return Err(Error::new(ErrorKind::Unsupported, message)
            .with_hint("name a file: `--database sqlite://school.db`"));
    };
    let mut arguments = Vec::new();
    if options.mode == Mode::Read {
        arguments.push("-readonly".to_owned());
    }
    // Without the first one, the shell would let rows point to nothing.
    let timeout = format!(".timeout {}", options.busy_timeout.as_millis());
    for setting in ["PRAGMA foreign_keys = 1", &timeout] {
        arguments.extend(["-cmd".to_owned(), setting.to_owned()]);
    }
    arguments.push(if path.starts_with('-') {
        // It would be taken for an option.
        format!("./{path}")
    } else {
        path
    });
    Ok(Shell {
        program: "sqlite3",
        arguments,
        environment: Vec::new(),
        package: "sqlite3",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(url: &str) -> String {
        Shell::of(url).unwrap().arguments.join("|")
    }

    #[test]
    fn what_the_url_says_becomes_arguments() {
        assert_eq!(
            arguments("sqlite:///srv/my school.db"),
            "-cmd|PRAGMA foreign_keys = 1|-cmd|.timeout 5000|/srv/my school.db"
        );
        assert_eq!(
            arguments("sqlite://-x.db?mode=ro&busy_timeout=10"),
            "-readonly|-cmd|PRAGMA foreign_keys = 1|-cmd|.timeout 10|./-x.db"
        );
    }

    #[test]
    fn memory_has_no_shell() {
        let error = Shell::of("sqlite::memory:").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}
