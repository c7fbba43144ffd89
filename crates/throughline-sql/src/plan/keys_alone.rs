//! Queries that ask for nothing but a key.

use throughline_core::FieldDef;

use super::{Condition, Operand, Select, Source};

impl Select {
    /// Whether it finds the rows of a model by nothing but this key of theirs: then whatever holds the key
    /// can be asked in their place.
    #[must_use]
    pub fn asks_only(&self, key: &FieldDef) -> bool {
        matches!(self.source, Source::Model(_))
            && self.each.is_empty()
            && self.group.is_empty()
            && self.extra.is_empty()
            && !self.is_sliced()
            && !self.distinct
            && !self.once
            && self.lock.is_none()
            && self.conditions.iter().all(|one| asks_only(one, key))
    }
}

fn asks_only(condition: &Condition, key: &FieldDef) -> bool {
    let key_or_value = |one: &Operand| one.is_own(key) || matches!(one, Operand::Value(_));
    match condition {
        Condition::Constant(_) => true,
        Condition::Compare(left, _, right) => left.is_own(key) && key_or_value(right),
        Condition::Between(left, from, to) => {
            left.is_own(key) && key_or_value(from) && key_or_value(to)
        }
        Condition::InList(left, _) => left.is_own(key),
        Condition::And(all) | Condition::Or(all) => all.iter().all(|one| asks_only(one, key)),
        Condition::Not(inner) => asks_only(inner, key),
        _ => false,
    }
}

impl Operand {
    /// Whether it is this column of the row itself.
    pub(crate) fn is_own(&self, field: &FieldDef) -> bool {
        let Operand::Column(path) = self else {
            return false;
        };
        path.start == 0 && path.relations.is_empty() && path.field.name == field.name
    }
}
