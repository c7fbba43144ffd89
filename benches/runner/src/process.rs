//! A contestant that runs: lines to it, a line back for each. See `workload`'s protocol.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use workload::Operation;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(900);

/// A contestant's program, which has its database open.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    /// What it says that it is made of.
    pub(crate) versions: String,
}

/// An answer to a visit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// The median of the calls in nanoseconds.
    Done(f64),
    Unsupported,
    Failed(String),
    /// It has ended, or does not answer, and can do no more.
    Ended(String),
}

impl Process {
    /// Starts it and waits until it has opened its database.
    pub(crate) fn start(mut command: Command) -> Result<Self, String> {
        let name = Path::new(command.get_program()).display().to_string();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {name}: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{name} has no input and output"));
        };
        let (sender, lines) = mpsc::channel();
        // It ends with the program's output.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut process = Self {
            child,
            input,
            lines,
            versions: String::new(),
        };
        let line = process.line()?;
        process.versions = line
            .strip_prefix("ready ")
            .ok_or_else(|| format!("said `{line}` in place of `ready`"))?
            .to_owned();
        Ok(process)
    }

    /// A visit.
    pub(crate) fn visit(&mut self, operation: Operation, milliseconds: u64, round: u64) -> Answer {
        match self.ask(&format!("visit {operation} {milliseconds} {round}")) {
            Ok(line) => answer(&line),
            Err(why) => Answer::Ended(why),
        }
    }

    /// The highest resident memory, in KiB.
    pub(crate) fn peak(&mut self) -> Result<u64, String> {
        let line = self.ask("peak")?;
        line.strip_prefix("peak ")
            .and_then(|kib| kib.parse().ok())
            .ok_or(line)
    }

    /// Lets the highest resident memory begin anew at what is resident now, where Linux lets us.
    pub(crate) fn forget_peak(&self) {
        _ = std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }

    fn ask(&mut self, line: &str) -> Result<String, String> {
        // If it has ended, reading says how.
        _ = writeln!(self.input, "{line}").and_then(|()| self.input.flush());
        self.line()
    }

    fn line(&mut self) -> Result<String, String> {
        self.lines
            .recv_timeout(PATIENCE)
            .map_err(|error| match error {
                RecvTimeoutError::Timeout => {
                    let seconds = PATIENCE.as_secs();
                    _ = self.child.kill();
                    format!("no answer in {seconds} s")
                }
                RecvTimeoutError::Disconnected => match self.child.wait() {
                    Ok(status) => format!("the program ended: {status}"),
                    Err(error) => format!("the program ended: {error}"),
                },
            })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn answer(line: &str) -> Answer {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["done", nanoseconds, _calls] => nanoseconds
            .parse()
            .map_or_else(|_| Answer::Failed(line.to_owned()), Answer::Done),
        ["unsupported"] => Answer::Unsupported,
        _ => {
            let text = line.strip_prefix("failed ").unwrap_or(line);
            Answer::Failed(text.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_what_is_none_is_a_failure() {
        assert_eq!(answer("done 1931 5000"), Answer::Done(1931.0));
        assert_eq!(answer("unsupported"), Answer::Unsupported);
        assert_eq!(answer("failed no table"), Answer::Failed("no table".into()));
        assert_eq!(answer("hello"), Answer::Failed("hello".into()));
    }

    #[test]
    fn a_program_that_ends_says_how() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo ready nothing; exit 3"]);
        let mut process = Process::start(command).unwrap();
        assert_eq!(process.versions, "nothing");
        let Answer::Ended(why) = process.visit(Operation::GetOne, 1, 0) else {
            panic!("it has ended");
        };
        assert!(why.contains('3'), "{why}");
    }
}
