//! The words of the file format for types and actions: tables, read in both directions.

use throughline_core::{ColumnType, OnDelete};

use crate::state::Plain;

/// The word of a foreign key.
pub(crate) const FOREIGN_KEY: &str = "foreign_key";
/// The word of a many-to-many relation.
pub(crate) const MANY_TO_MANY: &str = "many_to_many";

/// A type's word, its logical type, and whether the database numbers the rows by it.
///
/// The words are Django's, so that the files read alike; `civil_datetime`, a date and time
/// without zone, is ours. `char` is text with a `max_length`, `text` is text without.
const TYPES: [(&str, ColumnType, bool); 17] = [
    ("auto", ColumnType::Int, true),
    ("big_auto", ColumnType::BigInt, true),
    ("small_integer", ColumnType::SmallInt, false),
    ("integer", ColumnType::Int, false),
    ("big_integer", ColumnType::BigInt, false),
    ("float", ColumnType::Float, false),
    ("decimal", ColumnType::Decimal, false),
    ("boolean", ColumnType::Bool, false),
    (CHAR, ColumnType::Text, false),
    ("text", ColumnType::Text, false),
    ("binary", ColumnType::Bytes, false),
    ("date", ColumnType::Date, false),
    ("time", ColumnType::Time, false),
    ("datetime", ColumnType::Timestamp, false),
    ("civil_datetime", ColumnType::DateTime, false),
    ("uuid", ColumnType::Uuid, false),
    ("json", ColumnType::Json, false),
];

/// The word of text with a `max_length`.
pub(crate) const CHAR: &str = "char";

const ACTIONS: [(&str, OnDelete); 5] = [
    ("cascade", OnDelete::Cascade),
    ("restrict", OnDelete::Restrict),
    ("set_null", OnDelete::SetNull),
    ("set_default", OnDelete::SetDefault),
    ("no_action", OnDelete::NoAction),
];

/// The word of a type.
pub(crate) fn type_word(plain: &Plain) -> &'static str {
    let bounded = plain.max_length.is_some();
    TYPES
        .iter()
        .find(|(word, column_type, auto)| {
            (*column_type, *auto) == (plain.column_type, plain.auto)
                && (*column_type != ColumnType::Text || bounded == (*word == CHAR))
        })
        .map_or("", |(word, ..)| word)
}

/// The type of a word: the logical type, and whether the database numbers the rows by it.
pub(crate) fn plain_type(word: &str) -> Option<(ColumnType, bool)> {
    TYPES
        .iter()
        .find(|(known, ..)| *known == word)
        .map(|(_, column_type, auto)| (*column_type, *auto))
}

/// All words that can stand behind `type`.
pub(crate) fn type_words() -> Vec<&'static str> {
    TYPES
        .iter()
        .map(|(word, ..)| *word)
        .chain([FOREIGN_KEY, MANY_TO_MANY])
        .collect()
}

/// The word of an action.
pub(crate) fn action_word(action: OnDelete) -> &'static str {
    ACTIONS
        .iter()
        .find(|(_, known)| *known == action)
        .map_or("", |(word, _)| word)
}

/// The action of a word.
pub(crate) fn action(word: &str) -> Option<OnDelete> {
    ACTIONS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, action)| *action)
}

/// All words that can stand behind `on_delete`.
pub(crate) fn action_words() -> Vec<&'static str> {
    ACTIONS.iter().map(|(word, _)| *word).collect()
}
