//! Exit codes.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done: code 0.
    Done,
    /// Nothing failed, and the user has to act: code 1. `makemigrations --check` found changes, or
    /// `check` warns.
    Act,
    /// It failed, and nothing half-done is left: code 2.
    Failure,
    /// It needs an answer that only the user can give: code 3.
    Answer,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Act => 1,
            Exit::Failure => 2,
            Exit::Answer => 3,
        })
    }
}
