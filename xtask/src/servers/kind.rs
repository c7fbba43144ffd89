//! What differs between the servers, as data.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A kind of server.
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// The variable that names one by its URL.
    pub(super) variable: &'static str,
    pub(super) port: u16,
    /// What a URL has before the port, and behind it.
    url: (&'static str, &'static str),
    /// The program of the server.
    pub(super) server: &'static str,
    /// The program that makes its files.
    pub(super) maker: &'static str,
    /// Folders besides those of `PATH` where the programs may be; `*` is any version.
    folders: &'static [&'static str],
    /// Asks the server on its standard port for something: the program and its arguments.
    question: &'static [&'static str],
    /// Debian's package of the server.
    pub(super) package: &'static str,
    /// The user of the system that the package makes for it.
    pub(super) user: &'static str,
    /// The arguments that make the files in a folder.
    pub(super) make: fn(&Path) -> Vec<String>,
    /// The arguments that run the server on these files and that port.
    pub(super) run: fn(&Path, u16) -> Vec<String>,
}

pub(super) const KINDS: [Kind; 2] = [
    Kind {
        name: "PostgreSQL",
        variable: "THROUGHLINE_POSTGRES_URL",
        port: 5432,
        url: ("postgres://postgres@127.0.0.1:", "/postgres"),
        server: "postgres",
        maker: "initdb",
        folders: &["/usr/lib/postgresql/*/bin"],
        question: &[
            "psql",
            "--no-password",
            "--host=127.0.0.1",
            "--username=postgres",
            "--dbname=postgres",
            "--command=SELECT 1",
        ],
        package: "postgresql",
        user: "postgres",
        make: |folder| {
            vec![
                format!("--pgdata={}", folder.display()),
                "--auth=trust".to_owned(),
                "--username=postgres".to_owned(),
                "--encoding=UTF8".to_owned(),
                "--locale=C".to_owned(),
                "--no-sync".to_owned(),
            ]
        },
        run: |folder, port| {
            vec![
                "-D".to_owned(),
                folder.display().to_string(),
                format!("--port={port}"),
                "--listen_addresses=127.0.0.1".to_owned(),
                format!("--unix_socket_directories={}", folder.display()),
                "--max_connections=300".to_owned(),
                // Its files are thrown away.
                "--fsync=off".to_owned(),
            ]
        },
    },
    Kind {
        name: "MariaDB",
        variable: "THROUGHLINE_MARIADB_URL",
        port: 3306,
        url: ("mariadb://root@127.0.0.1:", "/mysql"),
        server: "mariadbd",
        maker: "mariadb-install-db",
        folders: &["/usr/sbin", "/usr/local/sbin"],
        question: &[
            "mariadb",
            "--host=127.0.0.1",
            "--user=root",
            "--execute=SELECT 1",
        ],
        package: "mariadb-server",
        user: "mysql",
        make: |folder| {
            vec![
                "--no-defaults".to_owned(),
                format!("--datadir={}", folder.display()),
                "--auth-root-authentication-method=normal".to_owned(),
                "--skip-test-db".to_owned(),
            ]
        },
        run: |folder, port| {
            vec![
                "--no-defaults".to_owned(),
                format!("--datadir={}", folder.display()),
                format!("--port={port}"),
                format!("--socket={}", folder.join("socket").display()),
                format!("--pid-file={}", folder.join("pid").display()),
                // A server that starts removes what others have there.
                format!("--tmpdir={}", folder.display()),
                "--bind-address=127.0.0.1".to_owned(),
                "--max-connections=300".to_owned(),
                "--innodb-flush-log-at-trx-commit=0".to_owned(),
            ]
        },
    },
];

impl Kind {
    /// The URL of the server on that port of this machine.
    pub(super) fn url(&self, port: u16) -> String {
        let (before, behind) = self.url;
        format!("{before}{port}{behind}")
    }

    /// Whether the server on the standard port lets us in, as its own client sees it.
    pub(super) fn answers(&self) -> bool {
        let [program, arguments @ ..] = self.question else {
            return false;
        };
        let asked = Command::new(program)
            .args(arguments)
            .env("PGCONNECT_TIMEOUT", "5")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    }

    /// Whether the programs of the server are there.
    pub(super) fn is_installed(&self) -> bool {
        self.program(self.server).is_some() && self.program(self.maker).is_some()
    }

    /// The path of one of its programs.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        for folder in self.folders {
            folders.extend(versions(folder));
        }
        let paths = folders.into_iter().map(|folder| folder.join(name));
        paths.into_iter().find(|path| path.is_file())
    }
}

/// The folders of a pattern with one `*`, the newest version first.
fn versions(pattern: &str) -> Vec<PathBuf> {
    let Some((before, behind)) = pattern.split_once("/*/") else {
        return vec![PathBuf::from(pattern)];
    };
    let entries = std::fs::read_dir(before).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries.map(|entry| entry.path()).collect();
    found.sort();
    found.reverse();
    found.into_iter().map(|path| path.join(behind)).collect()
}
