//! Encrypted connections, to a server of this test's own: its certificate is signed by an authority
//! that was made for it, whose key nobody has any more.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use throughline_backend::Database;
use throughline_core::{ErrorKind, Value};

use super::server::{Ask, ask};

/// A server that runs in a folder of its own. It ends, and its files go, when this is dropped.
struct Running {
    child: Child,
    folder: PathBuf,
    port: u16,
}

/// One of the server's programs, which is not in the path of every user.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let mut programs = folders.map(|folder| folder.join(name));
    programs
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("this test starts a server of its own: install `{name}`"))
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/mariadb/tls")
        .join(name)
}

impl Running {
    fn start() -> Running {
        let folder = std::env::temp_dir().join(format!("throughline-tls-{}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        fs::create_dir(&folder).unwrap();
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let data = format!("--datadir={}", folder.join("data").display());
        let made = Command::new(program("mariadb-install-db"))
            .args(["--no-defaults", "--user=root", "--skip-test-db", &data])
            .arg("--auth-root-authentication-method=normal")
            // A server that starts removes what others have there.
            .env("TMPDIR", &folder)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let log = fs::File::create(folder.join("log")).unwrap();
        let child = Command::new(program("mariadbd"))
            // Where it is not `root` who runs it, it is whoever does.
            .args([
                "--no-defaults",
                "--user=root",
                "--bind-address=127.0.0.1",
                &data,
            ])
            .arg(format!("--port={port}"))
            .arg(format!("--socket={}", folder.join("socket").display()))
            .arg(format!("--pid-file={}", folder.join("pid").display()))
            .arg(format!("--tmpdir={}", folder.display()))
            .arg(format!("--ssl-cert={}", file("server.pem").display()))
            .arg(format!("--ssl-key={}", file("server.key").display()))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let running = Running {
            child,
            folder,
            port,
        };
        let begun = Instant::now();
        while Database::connect_blocking(&running.url("")).is_err() {
            let log = fs::read_to_string(running.folder.join("log")).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "{log}");
            std::thread::sleep(Duration::from_millis(100));
        }
        running
    }

    fn url(&self, options: &str) -> String {
        format!("mariadb://root@127.0.0.1:{}/mysql{options}", self.port)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its files are thrown away: nothing has to be written any more.
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}

const CIPHER: &str = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";

fn is_encrypted(rows: &[Vec<Value>]) -> bool {
    let Value::Text(cipher) = &rows[0][1] else {
        panic!("a cipher is a text");
    };
    !cipher.is_empty()
}

#[test]
fn a_connection_is_encrypted_if_the_url_says_so_and_the_server_is_known() {
    let server = Running::start();
    let plain = Database::connect_blocking(&server.url("")).unwrap();
    assert!(!is_encrypted(&ask(&plain, CIPHER).unwrap()));

    let authority = file("authority.pem");
    let known = server.url(&format!("?tls_certificates={}", authority.display()));
    let encrypted = Database::connect_blocking(&known).unwrap();
    assert!(is_encrypted(&ask(&encrypted, CIPHER).unwrap()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let (_, rows) = runtime.block_on(async {
        let encrypted = Database::connect(&known).await.unwrap();
        encrypted.run(Ask::new(CIPHER)).await.unwrap()
    });
    assert!(is_encrypted(&rows));

    // The system trusts no such authority.
    let error = Database::connect_blocking(&server.url("?tls=on")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert!(
        error.to_string().starts_with("no encrypted connection"),
        "{error:?}"
    );
}
