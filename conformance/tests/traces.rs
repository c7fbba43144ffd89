//! The recorded conversations and migrations that the project carries: all of them agree.

#![allow(
    clippy::unwrap_used,
    reason = "a test panics on what it does not expect"
)]

use std::process::Command;

fn all_pass(kind: &str) {
    let traces = format!("{}/traces/{kind}", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    let output = command
        .args([kind, &traces, "--engine", "sqlite"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().unwrap_or_default();
    assert!(last.ends_with(" passed, 0 failed"), "{text}");
    assert!(!last.starts_with("0 "), "{text}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn all_conversations_pass_on_sqlite() {
    all_pass("orm");
}

#[test]
fn all_migrations_pass_on_sqlite() {
    all_pass("migrations");
}
