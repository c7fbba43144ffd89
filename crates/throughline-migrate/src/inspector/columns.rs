//! Fields of columns: types, nulls, defaults, foreign keys.

use throughline_core::{ColumnType, OnDelete};
use throughline_sql::schema::{CheckedType, FoundType};

use super::{Inspector, default_value, field_name, names};
use crate::introspector::{LiveColumn, LiveForeignKey, LiveTable};
use crate::state::{Column, Content, Field, FieldKind, Literal, ModelState, Plain};
use crate::words;

impl<'s> Inspector<'s> {
    /// The field of a column; none for one that a model cannot have, which is noted. `model` has
    /// the fields of the columns before it.
    pub(super) fn field(
        &mut self,
        table: &'s LiveTable,
        column: &LiveColumn,
        model: &ModelState,
    ) -> Option<Field> {
        if column.computed {
            self.leave_out(table, column, "the database computes it");
            return None;
        }
        if let Some(fault) = names::unusable(&column.name) {
            self.leave_out(table, column, &fault);
            return None;
        }
        let key = self.foreign_key(table, column);
        let Some(found) = table.found_type(self.rules, column) else {
            let text = match column.type_name.as_str() {
                "" => "it has no type".to_owned(),
                words => format!("no field type holds `{words}`"),
            };
            self.leave_out(table, column, &text);
            return None;
        };
        self.note_type(table, column);
        let null = column.nullable && !table.primary_key.contains(&column.name);
        let (content, name) = match key {
            Some((key, target)) => {
                let to = self.model_name(&target.name).to_owned();
                let on_delete = self.on_delete(table, column, key, null);
                let name = column.name.strip_suffix("_id").unwrap_or(&column.name);
                (Content::ForeignKey { to, on_delete }, name)
            }
            None => (self.plain(table, column, found), column.name.as_str()),
        };
        let taken = |name: &str| model.field(name).is_some();
        Some(Field {
            name: field_name(name, taken),
            kind: FieldKind::Column(Column {
                column: column.name.clone(),
                content,
                null,
                db_default: self.default(table, column, found),
            }),
        })
    }

    fn leave_out(&mut self, table: &LiveTable, column: &LiveColumn, why: &str) {
        let required = !column.nullable && column.default.is_none() && !column.computed;
        let consequence = if required {
            ", and no new row is made without it"
        } else {
            ""
        };
        let text = format!("the column is left out: {why}{consequence}");
        self.note(table, Some(&column.name), text);
    }

    /// The foreign key of a column, if a model can declare it. One that it cannot is noted.
    pub(super) fn foreign_key(
        &mut self,
        table: &'s LiveTable,
        column: &LiveColumn,
    ) -> Option<(&'s LiveForeignKey, &'s LiveTable)> {
        let key = table.foreign_key(&column.name)?;
        if let Some(target) = self.target(key) {
            return Some((key, target));
        }
        let place = if key.to.is_empty() {
            format!("`{}`", key.table)
        } else {
            format!("`{}.{}`", key.table, key.to)
        };
        let text = format!("it points to {place}, which is no primary key of a model");
        self.note(table, Some(&column.name), text);
        None
    }

    /// Notes what the type keeps and a field does not.
    fn note_type(&mut self, table: &LiveTable, column: &LiveColumn) {
        let mut checked = table.checked_types(&column.name);
        if checked.any(|checked| checked == CheckedType::NotNegative) {
            self.note(
                table,
                Some(&column.name),
                "the database refuses negative numbers",
            );
        }
        if self.rules.hexadecimal_uuid(&column.type_name) {
            let text = "UUIDs are without hyphens here, and Throughline writes them with hyphens: \
                        they are read, but a comparison with one finds no row";
            self.note(table, Some(&column.name), text);
        }
    }

    /// The content of a column that is no foreign key.
    fn plain(&mut self, table: &LiveTable, column: &LiveColumn, found: FoundType) -> Content {
        let is_key = table.primary_key == [column.name.clone()];
        let mut column_type = found.column_type;
        let is_integer = is_integer(column_type);
        if is_key && column.numbered && self.rules.integers_are_one() {
            column_type = ColumnType::BigInt;
        } else if is_key && column_type == ColumnType::SmallInt {
            column_type = ColumnType::Int;
        }
        if is_key && is_integer && !column.numbered {
            let text = "the database does not number the rows: give the key of each new one";
            self.note(table, Some(&column.name), text);
        }
        Content::Plain(Plain {
            column_type,
            auto: is_key && is_integer,
            max_length: found.max_length,
            digits: found.digits,
        })
    }

    /// The default, if it is a constant that a field can declare.
    fn default(
        &mut self,
        table: &LiveTable,
        column: &LiveColumn,
        found: FoundType,
    ) -> Option<Literal> {
        let words = column.default.as_ref()?;
        if words.eq_ignore_ascii_case("null") {
            return None;
        }
        let is_made = table.primary_key == [column.name.clone()]
            && (is_integer(found.column_type) || found.column_type == ColumnType::Uuid);
        let value = default_value(self.rules, words, found.column_type).filter(|_| !is_made);
        let literal = value.and_then(|value| Literal::from_value(&value));
        if literal.is_none() {
            let why = if is_made {
                "not declared: the key of a new row is made without it"
            } else {
                "no constant of its type"
            };
            let text = format!("the default `{words}` is {why}");
            self.note(table, Some(&column.name), text);
        }
        literal
    }

    /// What happens when the row is deleted that a foreign key points to.
    fn on_delete(
        &mut self,
        table: &LiveTable,
        column: &LiveColumn,
        key: &LiveForeignKey,
        null: bool,
    ) -> OnDelete {
        let action = words::action(&key.on_delete.to_lowercase().replace(' ', "_"));
        let action = action.unwrap_or(OnDelete::NoAction);
        let impossible = match action {
            OnDelete::SetNull => !null,
            OnDelete::SetDefault => column.default.is_none(),
            _ => false,
        };
        if impossible {
            let text = format!(
                "`on_delete = {}` cannot be declared, as it would always fail",
                words::action_word(action)
            );
            self.note(table, Some(&column.name), text);
            return OnDelete::NoAction;
        }
        action
    }
}

fn is_integer(column_type: ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::SmallInt | ColumnType::Int | ColumnType::BigInt
    )
}
