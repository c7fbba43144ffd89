//! Servers of a test's own, which it may kill. They write to the disk as those of users do.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use throughline::blocking::Db;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A kind of server: its programs, and how they are called.
pub(crate) struct Kind {
    /// The program that makes its files, and the server.
    programs: [&'static str; 2],
    /// Where Debian has them; `*` is any version.
    folder: &'static str,
    package: &'static str,
    /// Neither runs as `root`: then it is the user of Debian's package.
    user: &'static str,
    make: fn(&Path) -> Vec<String>,
    run: fn(&Path, u16) -> Vec<String>,
    url: fn(u16) -> String,
}

#[cfg(feature = "postgres")]
pub(crate) const POSTGRES: Kind = Kind {
    programs: ["initdb", "postgres"],
    folder: "/usr/lib/postgresql/*/bin",
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
            format!("-D{}", folder.display()),
            format!("--port={port}"),
            "--listen_addresses=127.0.0.1".to_owned(),
            format!("--unix_socket_directories={}", folder.display()),
        ]
    },
    url: |port| format!("postgres://postgres@127.0.0.1:{port}/postgres"),
};

#[cfg(feature = "mariadb")]
pub(crate) const MARIADB: Kind = Kind {
    programs: ["mariadb-install-db", "mariadbd"],
    folder: "/usr/sbin",
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
            "--bind-address=127.0.0.1".to_owned(),
        ]
    },
    url: |port| format!("mariadb://root@127.0.0.1:{port}/mysql"),
};

/// A server that runs, or was killed. Its files go with this.
pub(crate) struct ThrowAway {
    kind: &'static Kind,
    folder: PathBuf,
    port: u16,
    child: Child,
    killed: bool,
}

impl ThrowAway {
    pub(crate) fn new(kind: &'static Kind) -> ThrowAway {
        let port = {
            let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            listener.local_addr().unwrap().port()
        };
        // The path is short: a socket is in it.
        let folder = std::env::temp_dir().join(format!("throughline-fault-{port}"));
        fs::create_dir(&folder).unwrap();
        if is_root() {
            let owner = format!("{0}:{0}", kind.user);
            let given = Command::new("chown").arg(owner).arg(&folder).status();
            assert!(given.unwrap().success());
        }
        let [maker, _] = kind.programs;
        let made = kind.command(maker, (kind.make)(&folder), &folder).output();
        let made = made.unwrap();
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "`{maker}`: {said}");
        let child = kind.spawn(&folder, port);
        let mut server = ThrowAway {
            kind,
            folder,
            port,
            child,
            killed: false,
        };
        server.wait();
        server
    }

    /// The URL of a database that each server has.
    pub(crate) fn url(&self) -> String {
        (self.kind.url)(self.port)
    }

    /// Ends it and all its processes at once, as if the machine had died; the disk lives.
    pub(crate) fn kill(&mut self) {
        let id = self.child.id();
        // So that it makes no others.
        signal("-STOP", &id.to_string());
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        for child in children.unwrap_or_default().split_ascii_whitespace() {
            signal("-KILL", child);
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.killed = true;
    }

    /// Whether it is dead.
    pub(crate) fn is_killed(&self) -> bool {
        self.killed
    }

    /// Runs it again on its files.
    pub(crate) fn start(&mut self) {
        self.child = self.kind.spawn(&self.folder, self.port);
        self.killed = false;
        self.wait();
    }

    /// Until it lets one in.
    fn wait(&mut self) {
        let begun = Instant::now();
        let (port, url) = (self.port, self.url());
        let answers = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        while !answers() || Db::connect(&url).is_err() {
            // It does not start while a process of the one before is on its way out.
            if self.child.try_wait().unwrap().is_some() {
                self.child = self.kind.spawn(&self.folder, port);
            }
            if begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.with_extension("log"));
                panic!("the server does not answer:\n{}", log.unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        self.kill();
        _ = fs::remove_dir_all(&self.folder);
        _ = fs::remove_file(self.folder.with_extension("log"));
    }
}

impl Kind {
    fn spawn(&self, folder: &Path, port: u16) -> Child {
        let [_, server] = self.programs;
        let log = fs::File::create(folder.with_extension("log")).unwrap();
        let mut command = self.command(server, (self.run)(folder, port), folder);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        command.spawn().unwrap()
    }

    fn command(&self, program: &str, arguments: Vec<String>, folder: &Path) -> Command {
        let path = self.path(program);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("setpriv");
                let (user, group) = (self.user, self.user);
                command.arg(format!("--reuid={user}"));
                command.arg(format!("--regid={group}"));
                command.arg("--init-groups").arg("--").arg(path);
                command
            }
            false => Command::new(path),
        };
        // A server of MariaDB that starts removes what others have in the folder for such files.
        command.env("TMPDIR", folder);
        command.args(arguments).current_dir("/");
        command
    }

    fn path(&self, program: &str) -> PathBuf {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<_> = std::env::split_paths(&path).collect();
        match self.folder.split_once("/*/") {
            None => folders.push(PathBuf::from(self.folder)),
            Some((before, behind)) => {
                let versions = fs::read_dir(before).into_iter().flatten().flatten();
                folders.extend(versions.map(|version| version.path().join(behind)));
            }
        }
        let paths = folders.into_iter().map(|folder| folder.join(program));
        let found = paths.into_iter().find(|path| path.is_file());
        let package = self.package;
        found.unwrap_or_else(|| panic!("there is no `{program}`: install `{package}`"))
    }
}

/// Sends a signal to a process, which may have ended in the meantime.
fn signal(name: &str, process: &str) {
    let mut kill = Command::new("kill");
    _ = kill.args([name, process]).stderr(Stdio::null()).status();
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
