//! How a contestant's program is spoken to: lines in, one line out for each.
//!
//! ```text
//! $ raw-sqlite school.db 10000
//! ready rusqlite 0.43.0, SQLite 3.54.1
//! > visit get_one 100 3
//! done 1931 5000              median of a call in ns, how many calls
//! > visit most 100 3
//! unsupported
//! > peak                      the highest resident memory so far, in KiB
//! peak 14321
//! ```
//!
//! A third number says how many links one call writes, where it writes many; without it 100.
//!
//! `repeat OPERATION CALLS` does as many calls as it says, whatever they take: for a profiler.
//! `visit OPERATION MILLISECONDS ROUND` times calls for about so long. An answer that is wrong or an error
//! is `failed TEXT`.

use std::future::Future;
use std::io::{BufRead, Write};
use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::{Contestant, Data, Failure, Operation, Size, timing};

/// The program of a contestant: reads its arguments and serves until the input ends.
///
/// It is a future, since an asynchronous contestant runs it whole in its runtime; one that never waits
/// gives it to [`block_on`].
pub async fn serve<C: Contestant>() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(students)) = (
        arguments.next(),
        arguments.next().and_then(|students| students.parse().ok()),
    ) else {
        eprintln!("usage: CONTESTANT URL STUDENTS, then commands on the standard input");
        return ExitCode::from(2);
    };
    let mut size = Size::of(students);
    if let Some(list) = arguments.find_map(|list| list.parse().ok()) {
        size.list = list;
    }
    let data = Data::new(size);
    match serve_on::<C>(&url, &data).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&failed(&error));
            ExitCode::FAILURE
        }
    }
}

async fn serve_on<C: Contestant>(url: &str, data: &Data) -> crate::Result<()> {
    let mut contestant = C::connect(url).await?;
    say(&format!("ready {}", contestant.versions().await?));
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words[..] {
            ["visit", operation, milliseconds, round] => {
                let operation = Operation::named(operation).ok_or("no such operation")?;
                let time = Duration::from_millis(milliseconds.parse()?);
                timing::visit(&mut contestant, data, operation, time, round.parse()?).await
            }
            ["repeat", operation, calls] => {
                let operation = Operation::named(operation).ok_or("no such operation")?;
                timing::repeat(&mut contestant, data, operation, calls.parse()?).await
            }
            ["peak"] => peak(),
            _ => Err(Failure::from(format!("not understood: {line}"))),
        };
        say(&answer.unwrap_or_else(|error| failed(&error)));
    }
    Ok(())
}

fn failed(failure: &Failure) -> String {
    match failure {
        Failure::Unsupported => "unsupported".to_owned(),
        Failure::Error(error) => format!("failed {}", error.to_string().replace('\n', " ")),
    }
}

fn say(line: &str) {
    // Whoever listened has gone: the next read of the input ends the program.
    _ = writeln!(std::io::stdout(), "{line}");
    _ = std::io::stdout().flush();
}

/// The highest resident memory of this process, as Linux tells it.
fn peak() -> crate::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("no VmHWM")?;
    let kib = line.trim().trim_end_matches(" kB");
    Ok(format!("peak {kib}"))
}

/// Runs a future that never waits.
///
/// # Panics
/// If it does.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a contestant that blocks must never wait"),
    }
}
