//! The program as a process: its log, its arguments, its end by a signal.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use tempfile::TempDir;

use crate::client::{agent, ask};
use crate::shutdown::{Begun, wait_until_closed};

const PROGRAM: &str = env!("CARGO_BIN_EXE_service");

/// A process of the service, with all that it logs.
struct Process {
    child: Child,
    address: SocketAddr,
    log: Option<JoinHandle<String>>,
}

impl Process {
    fn start(folder: &TempDir) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--listen", "127.0.0.1:0"])
            .env("DATABASE_URL", "sqlite://service.db")
            .env("RUST_LOG", "info,throughline=debug")
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut log = String::new();
        let address = loop {
            let line = lines.next().expect("the program ends").unwrap();
            log += &line;
            log.push('\n');
            if let Some((_, address)) = line.split_once("listening at http://") {
                break address.parse().unwrap();
            }
        };
        let rest = move || {
            for line in lines {
                log += &line.unwrap();
                log.push('\n');
            }
            log
        };
        Process {
            child,
            address,
            log: Some(std::thread::spawn(rest)),
        }
    }

    /// How it ended, and what it has logged.
    fn wait(&mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already, unless the test has failed.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_good_order_while_a_request_runs() {
    for signal in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Process::start(&folder);
        let begun = Begun::post(process.address, "/courses", r#"{"title": "Rust"}"#);
        let id = process.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        wait_until_closed(process.address);
        assert_eq!(begun.finish(), "HTTP/1.1 201 Created");
        let (status, log) = process.wait();
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(log.trim_end().ends_with("service: ended"), "{log}");
    }
}

#[cfg(unix)]
#[test]
fn statements_are_events_of_their_request_and_no_value_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(&folder);
    let agent = agent();
    let url = |path: &str| format!("http://{}{path}", process.address);
    let student = r#"{"name": "x-secret-x", "email": "x-secret-x@school.example"}"#;
    for expected in [201, 409] {
        let answer = ask(&agent, "POST", &url("/students"), Some(student));
        assert_eq!(answer.status, expected);
    }
    let path = url("/students?name__icontains=x-secret-x");
    assert_eq!(ask(&agent, "GET", &path, None).status, 200);
    let path = url("/courses?title=x-secret-x&id=x-secret-x");
    assert_eq!(ask(&agent, "GET", &path, None).status, 400);
    let id = process.child.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
    let (_, log) = process.wait();

    let insert = log
        .lines()
        .find(|line| line.contains("INSERT INTO \\\"student\\\""));
    let insert = insert.expect("the statement is logged");
    let span = "request{method=POST route=\"/students\"}: throughline::statement:";
    assert!(insert.contains(span), "{insert}");
    assert!(log.contains("status=409"), "{log}");
    assert!(!log.contains("x-secret-x"), "{log}");
}

#[test]
fn a_password_is_never_shown() {
    // A port that nobody listens at.
    let url = "postgres://ann:x-secret-x@127.0.0.1:1/school";
    for arguments in [&["--help"][..], &[], &["--listen", "nowhere"]] {
        let output = Command::new(PROGRAM)
            .args(arguments)
            .env("DATABASE_URL", url)
            .env("RUST_LOG", "debug")
            .output()
            .unwrap();
        let shown = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8(shown).unwrap();
        assert_eq!(output.status.success(), arguments == ["--help"], "{shown}");
        assert!(!shown.contains("x-secret-x"), "{shown}");
        assert!(!shown.is_empty());
    }
}
