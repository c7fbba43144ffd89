//! Columns: types, nulls, defaults and foreign keys.

use throughline_core::{ColumnType, OnDelete, Value};
use throughline_sql::schema::{Column, FoundType, literal_text};

use super::{Comparison, DifferenceKind};
use crate::inspector::default_value;
use crate::introspector::LiveColumn;
use crate::words;

impl Comparison<'_> {
    pub(super) fn columns(&mut self) {
        let (table, live) = (self.table, self.live);
        for column in &table.columns {
            match live.column(&column.name) {
                Some(found) => {
                    self.column_type(column, found);
                    self.null(column, found);
                    self.default(column, found);
                    self.foreign_key(column);
                }
                None => {
                    let text = format!("the database has no column `{}`", column.name);
                    self.add(DifferenceKind::Missing, Some(&column.name), &text);
                }
            }
        }
        for column in &live.columns {
            if table.column(&column.name).is_none() {
                let text = format!(
                    "column `{}` is in the database and in {}",
                    column.name,
                    self.wanted.none()
                );
                self.add(DifferenceKind::Extra, None, &text);
                if let Some(last) = self.differences.last_mut() {
                    last.column = Some(column.name.clone());
                }
            }
        }
    }

    fn column_type(&mut self, column: &Column, found: &LiveColumn) {
        if column.identity {
            // The words are those of an identity, which say more than the type.
            if !found.numbered {
                let text = "the database does not number the rows by it";
                self.add(DifferenceKind::Different, Some(&column.name), text);
            }
            return;
        }
        let words = &found.type_name;
        let live_type = self.live.found_type(self.rules, found);
        if self.rules.has_type(self.table, column, words, live_type) {
            return;
        }
        let wanted = self.rules.type_words(self.table, column);
        let wanted_type = FoundType {
            column_type: column.column_type,
            max_length: column.max_length,
            digits: column.digits,
        };
        let wanted = self.shown(&wanted, Some(wanted_type));
        let live = self.shown(words, live_type);
        self.different(&column.name, &live, &wanted);
    }

    /// The words of a type, with what they do not say of it.
    fn shown(&self, words: &str, found: Option<FoundType>) -> String {
        if words.is_empty() {
            return "no type".to_owned();
        }
        // SQLite says some words in capital letters, however they were written.
        let text = words.to_lowercase();
        let Some(found) = found.filter(|found| self.rules.found_type(words) != Some(*found)) else {
            return text;
        };
        match (found.column_type, found.max_length) {
            (ColumnType::Json, _) => format!("{text} that is checked to be JSON"),
            (ColumnType::Text, Some(length)) => format!("{text} of at most {length} characters"),
            _ => text,
        }
    }

    fn null(&mut self, column: &Column, found: &LiveColumn) {
        let in_key = self.table.primary_key.contains(&column.name);
        let all = self.wanted.all();
        let text = match (found.nullable && !in_key, column.nullable) {
            (true, false) => format!("the database takes null, {all} do not"),
            (false, true) => format!("the database takes no null, {all} do"),
            _ => return,
        };
        self.add(DifferenceKind::Different, Some(&column.name), &text);
    }

    fn default(&mut self, column: &Column, found: &LiveColumn) {
        let live = found.default.as_deref();
        let live = live.filter(|words| !words.eq_ignore_ascii_case("null"));
        let (live, wanted) = match (live, &column.default) {
            (None, None) => return,
            (Some(live), Some(wanted)) if self.is_default(column, live, wanted) => return,
            (live, wanted) => (live, wanted),
        };
        let live = live.map_or("no default".to_owned(), |live| {
            format!("the default {live}")
        });
        let wanted = wanted.as_ref().map_or("none".to_owned(), |value| {
            format!("the default {}", literal_text(self.rules, value))
        });
        self.different(&column.name, &live, &wanted);
    }

    fn is_default(&self, column: &Column, live: &str, wanted: &Value) -> bool {
        default_value(self.rules, live, column.column_type).as_ref() == Some(wanted)
            || live == literal_text(self.rules, wanted)
    }

    fn foreign_key(&mut self, column: &Column) {
        let name = &column.name;
        let all = self.wanted.all();
        let (found, wanted) = match (self.live.foreign_key(name), &column.references) {
            (None, None) => return,
            (Some(found), None) => {
                let text = format!(
                    "the database has a foreign key to `{}`, {all} none",
                    found.table
                );
                self.add(DifferenceKind::Extra, Some(name), &text);
                return;
            }
            (None, Some(wanted)) => {
                let text = format!("the database has no foreign key to `{}`", wanted.table);
                self.add(DifferenceKind::Missing, Some(name), &text);
                return;
            }
            (Some(found), Some(wanted)) => (found, wanted),
        };
        let same_column = found.to.is_empty() || found.to.eq_ignore_ascii_case(&wanted.column);
        if !found.table.eq_ignore_ascii_case(&wanted.table) || !same_column {
            let (live, asked) = (&found.table, &wanted.table);
            let live = format!("a foreign key to `{live}` ({})", found.to);
            let asked = format!("one to `{asked}` ({})", wanted.column);
            self.different(name, &live, &asked);
        }
        let action = words::action(&found.on_delete.to_lowercase().replace(' ', "_"));
        let action = action.unwrap_or(OnDelete::NoAction);
        if action != wanted.on_delete && !self.place.by_django {
            let live = format!("`on_delete = {}`", words::action_word(action));
            let asked = format!("`{}`", words::action_word(wanted.on_delete));
            self.different(name, &live, &asked);
        }
    }
}
