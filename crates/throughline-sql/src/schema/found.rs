//! The types of columns that are there, read from the engine's words.

use throughline_core::ColumnType;

use super::{Column, SchemaRules};

/// The type of a column that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundType {
    /// The logical type.
    pub column_type: ColumnType,
    /// Longest text, in characters.
    pub max_length: Option<u32>,
    /// For decimals: digits in all, and digits after the point.
    pub digits: Option<(u32, u32)>,
}

impl SchemaRules {
    /// The type that the engine's words mean. None if no field type holds such values.
    #[must_use]
    pub fn found_type(&self, words: &str) -> Option<FoundType> {
        let types = self.introspection?.types;
        let known = |words: &str| {
            let found = types.iter().find(|(known, _)| *known == words);
            found.map(|(_, column_type)| *column_type)
        };
        let words = plain_words(words);
        let (name, numbers) = name_and_numbers(&words);
        let column_type = known(&words).or_else(|| known(&name))?;
        Some(FoundType {
            column_type,
            max_length: match (column_type, numbers.as_slice()) {
                (ColumnType::Text, [length]) if *length > 0 => Some(*length),
                _ => None,
            },
            digits: match (column_type, numbers.as_slice()) {
                (ColumnType::Decimal, [digits]) if *digits > 0 => Some((*digits, 0)),
                (ColumnType::Decimal, [digits, places]) if *digits > 0 && places <= digits => {
                    Some((*digits, *places))
                }
                _ => None,
            },
        })
    }

    /// Whether the type is one in which other tools keep UUIDs as 32 digits without hyphens.
    #[must_use]
    pub fn hexadecimal_uuid(&self, words: &str) -> bool {
        let word = self.introspection.and_then(|found| found.hexadecimal_uuid);
        word.is_some_and(|word| plain_words(words) == word)
    }

    /// The name of a column's type, as a table would be made with it.
    #[must_use]
    pub fn type_words(&self, table: &super::Table, column: &Column) -> String {
        self.type_name(column, table.is_key(column))
    }

    /// Whether integers of all widths are kept alike.
    #[must_use]
    pub fn integers_are_one(&self) -> bool {
        let introspection = self.introspection;
        introspection.is_some_and(|introspection| introspection.integers_are_one)
    }

    /// Whether a column that is there has the type that is asked for. `found` is the type that
    /// its words and its checks mean, if they mean any.
    #[must_use]
    pub fn has_type(
        &self,
        table: &super::Table,
        column: &Column,
        words: &str,
        found: Option<FoundType>,
    ) -> bool {
        let asked = FoundType {
            column_type: column.column_type,
            max_length: column.max_length,
            digits: column.digits,
        };
        let both = |is: fn(ColumnType) -> bool| {
            is(asked.column_type) && found.is_some_and(|found| is(found.column_type))
        };
        let either = |is: fn(ColumnType) -> bool| {
            is(asked.column_type) || found.is_some_and(|found| is(found.column_type))
        };
        if found == Some(asked) || (self.integers_are_one() && both(is_integer)) {
            return true;
        }
        // One word may stand for several types; but not where checks say which one it is.
        let by_words = found == self.found_type(words) && !either(is_json);
        by_words && plain_words(&self.type_words(table, column)) == plain_words(words)
    }
}

fn is_integer(column_type: ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::SmallInt | ColumnType::Int | ColumnType::BigInt
    )
}

fn is_json(column_type: ColumnType) -> bool {
    column_type == ColumnType::Json
}

/// The words in lower case, with single blanks between them and none within parentheses.
fn plain_words(words: &str) -> String {
    let words = words.to_lowercase().replace('(', " (").replace(',', " , ");
    let words: Vec<_> = words.split_whitespace().collect();
    let words = words.join(" ").replace(" (", "(").replace("( ", "(");
    words
        .replace(" )", ")")
        .replace(" ,", ",")
        .replace(", ", ",")
}

/// `("decimal", [10, 2])` of `decimal(10,2)`; the words behind the numbers belong to the name.
fn name_and_numbers(words: &str) -> (String, Vec<u32>) {
    let Some((name, rest)) = words.split_once('(') else {
        return (words.to_owned(), Vec::new());
    };
    let (numbers, behind) = rest.split_once(')').unwrap_or((rest, ""));
    let numbers = numbers.split(',').filter_map(|number| number.parse().ok());
    (format!("{name}{behind}"), numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str) -> Option<FoundType> {
        SchemaRules::SQLITE.found_type(words)
    }

    #[test]
    fn words_of_other_tools_are_read() {
        let bounded = |column_type, max_length, digits| {
            Some(FoundType {
                column_type,
                max_length,
                digits,
            })
        };
        let plain = |column_type| bounded(column_type, None, None);
        assert_eq!(found("INTEGER"), plain(ColumnType::Int));
        assert_eq!(found("int(11) UNSIGNED"), None);
        assert_eq!(found("smallint unsigned"), plain(ColumnType::SmallInt));
        assert_eq!(found("char(32)"), plain(ColumnType::Uuid));
        assert_eq!(found("Double  Precision"), plain(ColumnType::Float));
        let text = bounded(ColumnType::Text, Some(39), None);
        assert_eq!(found("char (39)"), text);
        let decimal = bounded(ColumnType::Decimal, None, Some((10, 2)));
        assert_eq!(found("DECIMAL( 10, 2 )"), decimal);
        assert_eq!(found("numeric(2, 5)"), plain(ColumnType::Decimal));
        assert_eq!(found("geometry"), None);
        assert_eq!(found(""), None);
    }
}
