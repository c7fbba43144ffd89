//! Conditions that no row can make true, whatever is in the database: of a plan with one nothing
//! need be sent. An empty list is the usual one.

use super::{Condition, Output, Select};

impl Condition {
    /// Whether it surely is true for no row. It looks at the condition alone: most that no row
    /// makes true are not found.
    #[must_use]
    pub fn is_never(&self) -> bool {
        match self {
            Condition::Constant(value) => !value,
            Condition::InList(_, values) => values.is_empty(),
            Condition::InSelect(_, select) => {
                matches!(select.output, Output::Columns(_)) && any_is_never(&select.conditions)
            }
            Condition::Some(_, condition) => condition.is_never(),
            Condition::AtLeast(_, count, condition) => *count > 0 && condition.is_never(),
            Condition::And(all) => any_is_never(all),
            Condition::Or(any) => any.iter().all(Condition::is_never),
            Condition::Not(condition) => condition.is_always(),
            _ => false,
        }
    }

    /// Whether it surely is true for each row.
    fn is_always(&self) -> bool {
        match self {
            Condition::Constant(value) => *value,
            Condition::AtLeast(_, 0, _) => true,
            Condition::And(all) => all.iter().all(Condition::is_always),
            Condition::Or(any) => any.iter().any(Condition::is_always),
            Condition::Not(condition) => condition.is_never(),
            _ => false,
        }
    }
}

/// Whether one of these conditions, which must all hold, holds for no row.
pub(super) fn any_is_never(conditions: &[Condition]) -> bool {
    conditions.iter().any(Condition::is_never)
}

impl Select {
    /// Whether it surely finds no row, and what it gives is nothing, zero or no.
    pub(super) fn finds_nothing(&self) -> bool {
        let output = matches!(
            self.output,
            Output::Rows
                | Output::RowsWithLink
                | Output::Count
                | Output::Exists
                | Output::Columns(_)
                | Output::CountColumns(_)
        );
        output && any_is_never(&self.conditions)
    }
}

#[cfg(test)]
mod tests {
    use throughline_core::{ColumnType, FieldDef, Value};

    use super::*;
    use crate::plan::FieldPath;

    static ID: FieldDef = FieldDef::new("id", "id", ColumnType::BigInt);

    fn among(values: &[i64]) -> Condition {
        let values = values.iter().map(|value| Value::Int(*value)).collect();
        Condition::InList(FieldPath::own(&ID).into(), values)
    }

    fn not(condition: Condition) -> Condition {
        Condition::Not(Box::new(condition))
    }

    #[test]
    fn an_empty_list_is_never_true_and_carries_on() {
        let (none, some) = (|| among(&[]), || among(&[1]));
        let never = [
            none(),
            Condition::Constant(false),
            Condition::And(vec![some(), none()]),
            Condition::Or(vec![none(), Condition::Constant(false)]),
            Condition::Or(Vec::new()),
            Condition::Some(Vec::new().into(), Box::new(none())),
            Condition::AtLeast(Vec::new().into(), 1, Box::new(none())),
            not(not(none())),
            not(Condition::Or(vec![some(), not(none())])),
        ];
        for condition in never {
            assert!(condition.is_never(), "{condition:?}");
        }
    }

    #[test]
    fn whatever_some_row_may_make_true_is_not_never() {
        let (none, some) = (|| among(&[]), || among(&[1]));
        let may = [
            some(),
            Condition::Constant(true),
            Condition::And(Vec::new()),
            Condition::Or(vec![none(), some()]),
            Condition::AtLeast(Vec::new().into(), 0, Box::new(none())),
            not(none()),
            not(some()),
            not(Condition::And(vec![some(), not(none())])),
        ];
        for condition in may {
            assert!(!condition.is_never(), "{condition:?}");
        }
    }
}
