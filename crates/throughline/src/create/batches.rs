//! How many new rows go in one statement to a server that takes no arrays.

use throughline_core::Value;

/// A statement has so many values at most. A server takes 65,535; what is sent at once is kept once more, as its
/// message.
const VALUES: usize = 8_192;

/// Texts and bytes of a statement, together, unless one row alone has more: a sixteenth of what a server takes that
/// is not told otherwise.
const BYTES: usize = 1024 * 1024;

/// The sizes of batches of rows, which are given so many values each, and whose texts have so many bytes. Each has
/// three binary digits and zeros behind them: so a thousand rows are three statements, and all that there are, four
/// for each doubling, are known after a while.
pub(crate) fn batches(given: usize, bytes: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let bytes: Vec<_> = bytes.into_iter().collect();
    let mut rest = &bytes[..];
    let mut sizes = Vec::new();
    while !rest.is_empty() {
        let size = rounded(fitting(given, rest));
        sizes.push(size);
        rest = &rest[size..];
    }
    sizes
}

/// So many of the first of them fit into a statement, one in any case.
fn fitting(given: usize, bytes: &[usize]) -> usize {
    // A row without a value has a statement of its own.
    let most = VALUES.checked_div(given).unwrap_or(1);
    let mut sum = 0;
    let fits = bytes.iter().take(most).take_while(|row| {
        sum += **row;
        sum <= BYTES
    });
    fits.count().max(1)
}

/// The length of a row's texts and bytes.
pub(crate) fn bytes<'v>(values: impl IntoIterator<Item = &'v Value>) -> usize {
    let lengths = values.into_iter().map(|value| match value {
        Value::Text(text) | Value::Json(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    lengths.sum()
}

fn rounded(rows: usize) -> usize {
    let zeros = rows.ilog2().saturating_sub(2);
    rows >> zeros << zeros
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn sizes_are_few_and_leave_little() {
        let sizes: Vec<_> = (1..=16).map(rounded).collect();
        let expected = [1, 2, 3, 4, 5, 6, 7, 8, 8, 10, 10, 12, 12, 14, 14, 16];
        assert_eq!(sizes, expected);
        for rows in 1..10_000 {
            let size = rounded(rows);
            assert!(size <= rows && rows - size <= rows / 5, "{size} of {rows}");
        }
    }
}
