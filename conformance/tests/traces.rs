//! The recorded conversations that the project carries: all of them agree.

#![allow(
    clippy::unwrap_used,
    reason = "a test panics on what it does not expect"
)]

use std::process::Command;

#[test]
fn all_traces_pass_on_sqlite() {
    let traces = concat!(env!("CARGO_MANIFEST_DIR"), "/traces/orm");
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    let output = command
        .args(["orm", traces, "--engine", "sqlite"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().unwrap_or_default();
    assert!(last.ends_with(" passed, 0 failed"), "{text}");
    assert!(!last.starts_with("0 "), "{text}");
    assert_eq!(output.status.code(), Some(0));
}
