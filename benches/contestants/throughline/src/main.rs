//! Throughline, on the engine of the feature that it is built with: `throughline-contestant URL STUDENTS`,
//! with `--blocking` behind it without async.

mod models;
mod verbs;

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--blocking") {
        return workload::block_on(workload::serve::<verbs::Blocking>());
    }
    workload::in_runtime(workload::serve::<verbs::Async>())
}
