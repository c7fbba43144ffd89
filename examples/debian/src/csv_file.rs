//! A packed CSV file with a header, and what is wrong with its lines.

use std::fmt;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};
use flate2::read::GzDecoder;

use crate::failure::Failure;

/// A file with `N` columns, unpacked.
pub(crate) struct CsvFile<const N: usize> {
    path: PathBuf,
    text: Vec<u8>,
    header: [&'static str; N],
}

/// A bad line. Prints as `data/dependencies.csv.gz:17: unknown package libc7`.
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
    /// Unpacks a file whose first line has these names.
    pub(crate) fn open(
        folder: &Path,
        name: &str,
        header: [&'static str; N],
    ) -> Result<Self, Failure> {
        let path = folder.join(name);
        let mut text = Vec::new();
        let unpacked = fs::read(&path)
            .and_then(|packed| GzDecoder::new(packed.as_slice()).read_to_end(&mut text));
        match unpacked {
            Ok(_) => Ok(CsvFile { path, text, header }),
            Err(cause) => Err(Failure::Unreadable(path, cause)),
        }
    }

    /// The row of each line, or all that is wrong. The function is given the number of the line
    /// and its columns.
    pub(crate) fn rows<T>(
        &self,
        mut row: impl FnMut(u64, [&str; N]) -> Result<T, String>,
    ) -> Result<Vec<T>, Failure> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_slice());
        let unreadable = |cause: csv::Error| Failure::Unreadable(self.path.clone(), cause.into());
        let fault = |line, reason| Fault {
            file: self.path.clone(),
            line,
            reason,
        };
        let mut record = ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(unreadable)?;
        if !found || columns(&record) != Ok(self.header) {
            let reason = format!("expected the header `{}`", self.header.join(","));
            return Err(Failure::Lines(vec![fault(1, reason)]));
        }
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        while reader.read_byte_record(&mut record).map_err(unreadable)? {
            let line = self.line(&record);
            match columns(&record).and_then(|columns| row(line, columns)) {
                Ok(row) => rows.push(row),
                Err(reason) => faults.push(fault(line, reason)),
            }
        }
        if faults.is_empty() {
            Ok(rows)
        } else {
            Err(Failure::Lines(faults))
        }
    }

    /// The number of the line that a record is on. `csv` has the line on which it began to look
    /// for the record: before empty lines, and before the second half of a `\r\n`.
    fn line(&self, record: &ByteRecord) -> u64 {
        let Some(position) = record.position() else {
            return 0;
        };
        let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let rest = self.text.get(start..).unwrap_or_default().iter();
        let passed = rest.take_while(|byte| matches!(byte, b'\r' | b'\n'));
        passed
            .filter(|byte| **byte == b'\n')
            .fold(position.line(), |line, _| line + 1)
    }
}

fn columns<const N: usize>(record: &ByteRecord) -> Result<[&str; N], String> {
    if record.len() != N {
        return Err(format!("expected {N} columns, found {}", record.len()));
    }
    let mut columns = [""; N];
    for (column, bytes) in columns.iter_mut().zip(record) {
        *column = std::str::from_utf8(bytes).map_err(|_| "the line is not UTF-8")?;
    }
    Ok(columns)
}
