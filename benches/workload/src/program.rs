//! What programs of contestants begin and end with.

use std::process::ExitCode;

use crate::{Failure, Result};

/// Runs a program in a runtime of tokio's that has one thread: no message wakes another.
#[cfg(feature = "tokio")]
pub fn in_runtime(program: impl Future<Output = ExitCode>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(program),
        Err(error) => {
            eprintln!("no runtime: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The end of a program that seeds: an error is told with all its causes.
pub fn outcome(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Unsupported) => ExitCode::FAILURE,
        Err(Failure::Error(error)) => {
            eprintln!("{error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}
