//! A server of our own, in a folder of its own, for as long as it is needed.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::install::is_root;
use super::kind::Kind;
use crate::Result;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that runs. It ends, and its files go, when this is dropped.
pub(super) struct Running {
    pub(super) port: u16,
    child: Child,
    folder: PathBuf,
}

/// Makes the files of a server, and runs it.
pub(super) fn start(kind: &Kind) -> Result<Running> {
    let port = free_port()?;
    let folder = folder(kind)?;
    let mut maker = as_user(kind, kind.maker, (kind.make)(&folder))?;
    // One that starts removes what others have in the folder for such files.
    let made = maker.env("TMPDIR", &folder).output()?;
    if !made.status.success() {
        let said = String::from_utf8_lossy(&made.stderr).into_owned();
        fs::remove_dir_all(&folder).ok();
        return Err(format!("`{}` failed: {said}", kind.maker).into());
    }
    let log = fs::File::create(folder.with_extension("log"))?;
    let child = as_user(kind, kind.server, (kind.run)(&folder, port))?
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    let mut running = Running {
        port,
        child,
        folder,
    };
    running.wait(kind)?;
    Ok(running)
}

impl Running {
    fn wait(&mut self, kind: &Kind) -> Result {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            if self.child.try_wait()?.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.folder.with_extension("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(10).collect();
        let lines: Vec<_> = lines.into_iter().rev().collect();
        Err(format!("`{}` did not start:\n{}", kind.server, lines.join("\n")).into())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its files are thrown away: nothing has to be written any more.
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
        fs::remove_file(self.folder.with_extension("log")).ok();
    }
}

/// A program of the server. Neither runs as `root`: then it is the user of Debian's package.
fn as_user(kind: &Kind, program: &str, arguments: Vec<String>) -> Result<Command> {
    let path = kind
        .program(program)
        .ok_or_else(|| format!("the program `{program}` is not there"))?;
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            let (user, group) = (kind.user, kind.user);
            command.args([
                format!("--reuid={user}"),
                format!("--regid={group}"),
                "--init-groups".to_owned(),
            ]);
            command.arg("--").arg(path);
            command
        }
        false => Command::new(path),
    };
    command.args(arguments).current_dir("/");
    Ok(command)
}

/// An empty folder that the server's user may write to. Its path is short: a socket is in it.
fn folder(kind: &Kind) -> Result<PathBuf> {
    let name = format!("throughline-{}-{}", kind.server, std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::remove_dir_all(&folder).ok();
    fs::create_dir(&folder)?;
    if is_root() {
        give(&folder, kind.user)?;
    }
    Ok(folder)
}

fn give(folder: &Path, user: &str) -> Result {
    let owner = format!("{user}:{user}");
    let given = Command::new("chown").arg(owner).arg(folder).status()?;
    match given.success() {
        true => Ok(()),
        false => Err(format!("the folder of the server cannot be given to `{user}`").into()),
    }
}

/// A port that is free at this moment.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::servers::kind::KINDS;

    #[test]
    fn servers_of_our_own_start_and_leave_nothing() {
        for kind in KINDS.iter().filter(|kind| kind.is_installed()) {
            let running = start(kind).unwrap_or_else(|error| panic!("{}: {error}", kind.name));
            let (folder, port) = (running.folder.clone(), running.port);
            assert!(folder.is_dir());
            drop(running);
            assert!(!folder.exists(), "{}", kind.name);
            assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        }
    }
}
