//! How many statements a test expects: the check of `expect_statements`.

use std::panic::Location;

use throughline_backend::Recorder;

/// Panics unless exactly so many statements were recorded. It is a test that fails: the message
/// lists them.
#[track_caller]
pub(crate) fn check(expected: usize, recorder: &Recorder, caller: &Location<'_>) {
    let sent = recorder.statements();
    if sent.len() != expected {
        panic!("{}", message(expected, &sent, caller));
    }
}

fn message(expected: usize, sent: &[String], caller: &Location<'_>) -> String {
    let number = sent.len();
    let statements = if expected == 1 {
        "statement"
    } else {
        "statements"
    };
    let mut message = format!("{caller}: expected {expected} {statements}, {number} sent");
    for (position, statement) in sent.iter().enumerate() {
        let separator = if position == 0 { ":" } else { "" };
        message.push_str(&format!("{separator}\n{:>3}. {statement}", position + 1));
    }
    message
}
