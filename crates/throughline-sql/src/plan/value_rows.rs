//! Rows of values that are written.

use throughline_core::Value;

/// Rows of values, each with as many as the others. They are one piece of memory: a list of a hundred
/// thousand links is no hundred thousand lists.
#[derive(Debug, Clone, Default)]
pub struct ValueRows {
    values: Vec<Value>,
    rows: usize,
    width: usize,
}

impl ValueRows {
    /// Rows of one value each. Nothing is copied.
    #[must_use]
    pub fn of_values(values: Vec<Value>) -> Self {
        ValueRows {
            rows: values.len(),
            width: 1,
            values,
        }
    }

    /// Pairs as rows. Nothing is copied.
    #[must_use]
    pub fn of_pairs(pairs: Vec<[Value; 2]>) -> Self {
        ValueRows {
            rows: pairs.len(),
            width: 2,
            values: pairs.into_flattened(),
        }
    }

    /// The first two values of each row.
    #[must_use]
    pub fn into_pairs(self) -> Vec<[Value; 2]> {
        let pair = |row: &[Value]| <[Value; 2]>::try_from(row.get(..2)?.to_vec()).ok();
        self.iter().filter_map(pair).collect()
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The values of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&[Value]> {
        let start = row * self.width;
        (row < self.rows).then(|| &self.values[start..start + self.width])
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = &[Value]> {
        (0..self.rows).filter_map(|row| self.get(row))
    }

    /// Puts one more row behind the others, with as many values as they have.
    pub fn push(&mut self, row: impl IntoIterator<Item = Value>) {
        // Quicker than `extend`, which asks once more before each value how many are left.
        row.into_iter().for_each(|value| self.values.push(value));
        self.rows += 1;
        if self.rows == 1 {
            self.width = self.values.len();
        }
    }

    /// Makes room for so many more rows, alike the first one.
    pub fn reserve(&mut self, rows: usize) {
        self.values.reserve_exact(self.width * rows);
    }

    /// The values of all rows, on their own.
    #[must_use]
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// How many values each row has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The values of all rows.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

impl<R: IntoIterator<Item = Value>> FromIterator<R> for ValueRows {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let rows = rows.into_iter();
        let expected = rows.size_hint().0;
        let mut all = ValueRows::default();
        for row in rows {
            all.push(row);
            if all.rows == 1 {
                all.reserve(expected.saturating_sub(1));
            }
        }
        all
    }
}
