//! The databases: seeded once for each engine, and a copy of its own for each contestant.
//!
//! The floor's program makes them, since it has the driver:
//!
//! ```text
//! raw-sqlite  --seed FILE STUDENTS
//! raw-pg      --seed URL STUDENTS     --copy SEED_URL URL     --drop URL
//! raw-mariadb --seed URL STUDENTS     --drop URL
//! ```
//!
//! MariaDB's driver goes by a socket in the file system, unasked, where a server on this machine has one.
//! `raw-mariadb --seed` tells it, and all contestants are given it: a call by TCP takes 15 µs more.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::contestants::Contestant;
use crate::engine::Engine;

/// Where databases are made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// URLs of the servers, without a database.
    pub(crate) postgres: String,
    pub(crate) mariadb: String,
    /// How the names of databases on servers begin.
    pub(crate) prefix: String,
}

/// The databases of one engine. They are gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Databases {
    engine: Engine,
    floor: PathBuf,
    students: i64,
    places: Places,
    folder: Option<PathBuf>,
    /// URLs of those that were made on a server.
    made: Vec<String>,
}

impl Databases {
    /// Makes the one that the others are copies of. `floor` is the floor's program.
    pub(crate) fn seed(
        engine: Engine,
        floor: &Path,
        students: i64,
        places: &Places,
    ) -> Result<Self, String> {
        let mut databases = Self {
            engine,
            floor: floor.to_path_buf(),
            students,
            places: places.clone(),
            folder: None,
            made: Vec::new(),
        };
        match engine {
            Engine::Sqlite => {
                let folder = folder()?;
                let file = folder.join("seed.db").display().to_string();
                databases.folder = Some(folder);
                databases.floor(&["--seed", &file, &students.to_string()])?;
            }
            Engine::Postgres => databases.fill("seed").map(drop)?,
            // There are no templates: each is filled by itself.
            Engine::MariaDb => {}
        }
        Ok(databases)
    }

    /// Makes a contestant's own, anew if there is one, and tells its URL.
    pub(crate) fn own(&mut self, contestant: &Contestant) -> Result<String, String> {
        let name = contestant.name.replace('-', "_");
        match self.engine {
            Engine::Sqlite => {
                let folder = self.folder.as_ref().ok_or("there is no folder")?;
                let file = folder.join(format!("{name}.db"));
                // What a program that broke off has left of its log.
                for rest in ["-wal", "-shm", "-journal"] {
                    _ = std::fs::remove_file(folder.join(format!("{name}.db{rest}")));
                }
                std::fs::copy(folder.join("seed.db"), &file)
                    .map_err(|error| format!("cannot copy to {}: {error}", file.display()))?;
                Ok(format!("sqlite://{}", file.display()))
            }
            Engine::Postgres => {
                let url = self.url(&name);
                self.floor(&["--copy", &self.url("seed"), &url])?;
                self.remember(&url);
                Ok(url)
            }
            Engine::MariaDb => {
                let (url, socket) = self.fill(&name)?;
                Ok(by_socket(url, socket.trim()))
            }
        }
    }

    /// Makes a database on a server and fills it. Tells its URL, and what the floor's program says.
    fn fill(&mut self, name: &str) -> Result<(String, String), String> {
        let url = self.url(name);
        let said = self.floor(&["--seed", &url, &self.students.to_string()])?;
        self.remember(&url);
        Ok((url, said))
    }

    fn remember(&mut self, url: &str) {
        if !self.made.iter().any(|made| made == url) {
            self.made.push(url.to_owned());
        }
    }

    fn url(&self, name: &str) -> String {
        let server = match self.engine {
            Engine::MariaDb => &self.places.mariadb,
            _ => &self.places.postgres,
        };
        with_database(server, &format!("{}_{name}", self.places.prefix))
    }

    fn floor(&self, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new(&self.floor)
            .args(arguments)
            .output()
            .map_err(|error| format!("cannot start {}: {error}", self.floor.display()))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let message = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{}` failed: {}", arguments[0], message.trim()))
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            _ = std::fs::remove_dir_all(folder);
        }
        for url in self.made.iter().rev() {
            if let Err(error) = self.floor(&["--drop", url]) {
                eprintln!("{error}");
            }
        }
    }
}

/// The URL of a database on a server, whose URL may have parameters.
fn with_database(server: &str, name: &str) -> String {
    let (address, parameters) = server.split_at(server.find('?').unwrap_or(server.len()));
    format!("{}/{name}{parameters}", address.trim_end_matches('/'))
}

/// The URL with the server's socket, if it has one.
fn by_socket(mut url: String, socket: &str) -> String {
    if !socket.is_empty() {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str("socket=");
        url.push_str(socket);
    }
    url
}

/// A folder in memory where there is one, so that no disk is measured. Folders of runs that were broken
/// off are taken away.
fn folder() -> Result<PathBuf, String> {
    const PREFIX: &str = "throughline-bench-";
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() {
        memory.to_path_buf()
    } else {
        std::env::temp_dir()
    };
    for entry in std::fs::read_dir(&parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        if let Some(process) = process
            && Path::new("/proc/self").exists()
            && !Path::new("/proc").join(process).exists()
        {
            _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let folder = parent.join(format!("{PREFIX}{}", std::process::id()));
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_stands_before_the_parameters() {
        let with = |server| with_database(server, "x");
        assert_eq!(with("postgres://root@h:5432"), "postgres://root@h:5432/x");
        assert_eq!(with("postgres://h/"), "postgres://h/x");
        assert_eq!(
            with("postgres://root@localhost/?host=/run/pg"),
            "postgres://root@localhost/x?host=/run/pg"
        );
    }

    #[test]
    fn a_socket_is_one_more_parameter() {
        let with = |url: &str, socket| by_socket(url.to_owned(), socket);
        assert_eq!(with("mariadb://h/x", ""), "mariadb://h/x");
        assert_eq!(with("mariadb://h/x", "/s"), "mariadb://h/x?socket=/s");
        assert_eq!(
            with("mariadb://h/x?a=b", "/s"),
            "mariadb://h/x?a=b&socket=/s"
        );
    }
}
