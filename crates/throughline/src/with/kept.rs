//! Rows that are read once and used often.

use throughline_core::{ModelDef, Result, Row, Value, ValueRef, no_column};

/// Rows of a model, side by side: their texts are in one piece of memory.
pub(super) struct Kept {
    model: &'static ModelDef,
    /// The columns of all rows.
    cells: Vec<Cell>,
    texts: String,
    others: Vec<Value>,
}

/// A column of a row: sixteen bytes, where a value takes twice as many.
enum Cell {
    Int(i64),
    Text { start: u32, length: u32 },
    Other(u32),
}

impl Kept {
    /// None yet, of so many.
    pub(super) fn new(model: &'static ModelDef, rows: usize) -> Self {
        Kept {
            model,
            cells: Vec::with_capacity(rows * model.fields.len()),
            texts: String::new(),
            others: Vec::new(),
        }
    }

    /// Keeps a row, whose columns are those of the model, and gives its number.
    pub(super) fn keep(&mut self, row: &dyn Row) -> Result<usize> {
        let columns = self.model.fields.len();
        let number = self.cells.len() / columns;
        for column in 0..columns {
            let cell = match row.value(column)? {
                ValueRef::Int(value) => Cell::Int(value),
                ValueRef::Text(text) if let Some((start, length)) = self.place_of(text) => {
                    self.texts.push_str(text);
                    Cell::Text { start, length }
                }
                value => {
                    self.others.push(value.to_value());
                    Cell::Other(place(self.others.len() - 1))
                }
            };
            self.cells.push(cell);
        }
        Ok(number)
    }

    /// Where a text goes, as long as four bytes say where.
    fn place_of(&self, text: &str) -> Option<(u32, u32)> {
        u32::try_from(self.texts.len() + text.len()).ok()?;
        Some((place(self.texts.len()), place(text.len())))
    }

    /// The row of that number.
    pub(super) fn row(&self, number: usize) -> KeptRow<'_> {
        let columns = self.model.fields.len();
        KeptRow {
            kept: self,
            cells: &self.cells[number * columns..][..columns],
        }
    }
}

/// A row that is kept.
pub(super) struct KeptRow<'a> {
    kept: &'a Kept,
    cells: &'a [Cell],
}

impl Row for KeptRow<'_> {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        match self.cells.get(position) {
            Some(Cell::Int(value)) => Ok(ValueRef::Int(*value)),
            Some(Cell::Text { start, length }) => {
                let text = &self.kept.texts[*start as usize..][..*length as usize];
                Ok(ValueRef::Text(text))
            }
            Some(Cell::Other(place)) => Ok(self.kept.others[*place as usize].as_ref()),
            None => Err(no_column(position)),
        }
    }

    fn columns(&self) -> Vec<&str> {
        self.kept
            .model
            .fields
            .iter()
            .map(|field| field.column)
            .collect()
    }
}

/// Places are as many as there is memory for: four bytes are enough.
pub(super) fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
