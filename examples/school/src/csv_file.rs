//! A CSV file with a header, and what is wrong with its lines.
//!
//! All bad lines are reported, each with its file, its number and the reason; the library's own
//! error reports one.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder, Trim};
use throughline::ErrorKind;

use crate::failure::Failure;

/// A file with `N` columns, read.
pub(crate) struct CsvFile<const N: usize> {
    path: PathBuf,
    lines: Vec<(u64, Columns<N>)>,
}

/// The columns of a line, or what is wrong with it.
type Columns<const N: usize> = Result<[String; N], String>;

/// A bad line. Prints as `data/enrollments.csv:17: unknown student 999`.
#[derive(Debug)]
pub(crate) struct Fault {
    file: PathBuf,
    line: u64,
    reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.reason)
    }
}

impl<const N: usize> CsvFile<N> {
    /// Reads a file whose first line has these names.
    pub(crate) fn read(folder: &Path, name: &str, header: [&str; N]) -> Result<Self, Failure> {
        let path = folder.join(name);
        let text = fs::read(&path).map_err(|cause| Failure::Unreadable(path.clone(), cause))?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_slice());
        let mut lines = Vec::new();
        for record in reader.byte_records() {
            let record = record.map_err(|cause| Failure::Unreadable(path.clone(), cause.into()))?;
            lines.push((line(&record, &text), columns(&record)));
        }
        let mut lines = lines.into_iter();
        let first = lines.next().and_then(|(_, names)| names.ok());
        let file = CsvFile {
            path,
            lines: lines.collect(),
        };
        if first.is_none_or(|names| names != header) {
            let reason = format!("expected the header `{}`", header.join(","));
            return Err(file.failure(1, reason));
        }
        Ok(file)
    }

    /// The row of each line, with the line's number, or all that is wrong.
    pub(crate) fn rows<T>(
        &self,
        mut row: impl FnMut(u64, &[String; N]) -> Result<T, String>,
    ) -> Result<Vec<(u64, T)>, Failure> {
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        for (line, columns) in &self.lines {
            match columns
                .as_ref()
                .map_err(Clone::clone)
                .and_then(|columns| row(*line, columns))
            {
                Ok(row) => rows.push((*line, row)),
                Err(reason) => faults.push(self.fault(*line, reason)),
            }
        }
        if faults.is_empty() {
            Ok(rows)
        } else {
            Err(Failure::Files(faults))
        }
    }

    /// What the database has made of the row of a line. If it breaks a check, such as the
    /// `max_length` of a field, that too is a bad line.
    pub(crate) fn stored<T>(
        &self,
        line: u64,
        result: throughline::Result<T>,
    ) -> Result<T, Failure> {
        result.map_err(|error| match error.kind() {
            ErrorKind::CheckViolation => self.failure(line, error.to_string()),
            _ => error.into(),
        })
    }

    fn fault(&self, line: u64, reason: String) -> Fault {
        Fault {
            file: self.path.clone(),
            line,
            reason,
        }
    }

    fn failure(&self, line: u64, reason: String) -> Failure {
        Failure::Files(vec![self.fault(line, reason)])
    }
}

/// The number of the line that a record is on. `csv` has the line on which it began to look for
/// the record: before empty lines, and before the second half of a `\r\n`.
fn line(record: &ByteRecord, text: &[u8]) -> u64 {
    let Some(position) = record.position() else {
        return 0;
    };
    let start = usize::try_from(position.byte())
        .unwrap_or(usize::MAX)
        .min(text.len());
    let passed = text[start..]
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'));
    passed
        .filter(|byte| **byte == b'\n')
        .fold(position.line(), |line, _| line + 1)
}

fn columns<const N: usize>(record: &ByteRecord) -> Columns<N> {
    let texts = record
        .iter()
        .map(|column| String::from_utf8(column.to_vec()));
    let texts: Vec<_> = texts
        .collect::<Result<_, _>>()
        .map_err(|_| "the line is not UTF-8")?;
    let found = texts.len();
    texts
        .try_into()
        .map_err(|_| format!("expected {N} columns, found {found}"))
}

/// Keys of which each may come once, with the lines that they are on.
pub(crate) struct Unique<K> {
    what: &'static str,
    lines: HashMap<K, u64>,
}

impl<K: Eq + Hash + Copy> Unique<K> {
    pub(crate) fn new(what: &'static str) -> Self {
        Unique {
            what,
            lines: HashMap::new(),
        }
    }

    /// The key, if it is on no earlier line.
    pub(crate) fn add(&mut self, line: u64, key: K) -> Result<K, String> {
        match self.lines.insert(key, line) {
            None => Ok(key),
            Some(earlier) => Err(format!(
                "duplicate: line {earlier} has the same {}",
                self.what
            )),
        }
    }
}
