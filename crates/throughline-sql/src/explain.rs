//! The plan of a statement, as an engine tells it in rows, as lines for people.

use std::collections::HashMap;

use throughline_core::Value;

use crate::encode;

/// A line for each row: its only column, or all that are not null with their names.
pub(crate) fn lines(columns: &[String], rows: &[Vec<Value>]) -> String {
    let lines = rows.iter().map(|row| match row.as_slice() {
        [only] => text(only),
        row => {
            let named = columns
                .iter()
                .zip(row)
                .filter(|(_, value)| !value.is_null());
            let named = named.map(|(name, value)| format!("{name}: {}", text(value)));
            named.collect::<Vec<_>>().join(", ")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A line for each row of number, number of the row that it is part of, a third column that is not
/// used, and text. A part stands farther to the right than its whole.
pub(crate) fn tree(rows: &[Vec<Value>]) -> String {
    let mut depths: HashMap<i64, usize> = HashMap::new();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let [Value::Int(number), Value::Int(whole), _, line] = row.as_slice() else {
            continue;
        };
        let depth = depths.get(whole).map_or(0, |depth| depth + 1);
        depths.insert(*number, depth);
        lines.push(format!("{:1$}{2}", "", depth * 2, text(line)));
    }
    lines.join("\n")
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Json(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => encode::text(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<Value> {
        let value = |text: &&str| Value::Text((*text).to_owned());
        texts.iter().map(value).collect()
    }

    #[test]
    fn one_column_is_the_line_and_several_have_names() {
        let rows = [texts(&["Sort"]), texts(&["  ->  Seq Scan"])];
        assert_eq!(
            lines(&["QUERY PLAN".to_owned()], &rows),
            "Sort\n  ->  Seq Scan"
        );
        let columns = ["id", "table", "key", "rows"].map(str::to_owned);
        let mut row = texts(&["1", "student"]);
        row.extend([Value::Null, Value::Int(3)]);
        assert_eq!(lines(&columns, &[row]), "id: 1, table: student, rows: 3");
    }

    #[test]
    fn a_part_stands_under_its_whole() {
        let row = |number, whole, line: &str| {
            let line = Value::Text(line.to_owned());
            vec![Value::Int(number), Value::Int(whole), Value::Int(0), line]
        };
        let rows = [
            row(3, 0, "SCAN a"),
            row(8, 0, "LIST SUBQUERY 1"),
            row(9, 8, "SCAN b"),
        ];
        assert_eq!(tree(&rows), "SCAN a\nLIST SUBQUERY 1\n  SCAN b");
    }
}
