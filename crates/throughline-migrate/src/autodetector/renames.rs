//! Models and fields under other names.
//!
//! What the questioner knows beforehand is taken as it is, also where names are swapped. Of the
//! rest, a question is asked for each pair that looks alike: a model that is gone and one that
//! is new, if they share half of their fields; two fields of one kind.

use std::collections::BTreeSet;

use throughline_core::Result;

use super::Detector;
use crate::operation::{Operation, RenameField, RenameModel};
use crate::questioner::Question;
use crate::state::{Content, Field, FieldKind, Links, ModelState};

impl Detector<'_> {
    /// Renames models; their tables follow.
    pub(super) fn rename_models(&mut self) -> Result<()> {
        let mut pairs: Vec<(String, String)> = self
            .questioner
            .renamed_models()
            .into_iter()
            .filter(|(old, new)| {
                old != new && self.state.model(old).is_some() && self.to.model(new).is_some()
            })
            .collect();
        let known = |name: &str, pairs: &[(String, String)]| {
            pairs.iter().any(|(old, new)| old == name || new == name)
        };
        let gone: Vec<String> = names(
            self.state
                .models()
                .filter(|m| self.to.model(&m.name).is_none()),
        );
        let new: Vec<String> = names(
            self.to
                .models()
                .filter(|m| self.state.model(&m.name).is_none()),
        );
        for new in &new {
            let Some(after) = self.to.model(new) else {
                continue;
            };
            let mut candidates: Vec<_> = gone
                .iter()
                .filter(|old| !known(old, &pairs) && !known(new, &pairs))
                .filter_map(|old| Some((likeness(self.state.model(old)?, after)?, old.clone())))
                .collect();
            candidates.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            for (_, old) in candidates {
                let question = Question::RenameModel {
                    old: old.clone(),
                    new: new.clone(),
                };
                if self.confirm(question)? {
                    pairs.push((old, new.clone()));
                    break;
                }
            }
        }
        for (old, new) in in_order(pairs, |name| self.state.model(name).is_some()) {
            // The table goes with the model, unless its new name is still another's.
            let table = self.to.model(&new).map(|model| model.table.clone());
            let table = table.filter(|table| {
                !self.has_table(table)
                    && self
                        .state
                        .model(&old)
                        .is_some_and(|model| model.table != *table)
            });
            self.push(Operation::RenameModel(RenameModel { old, new, table }))?;
        }
        Ok(())
    }

    /// Renames fields.
    pub(super) fn rename_fields(&mut self) -> Result<()> {
        let known = self.questioner.renamed_fields();
        for name in names(self.to.models()) {
            let (Some(before), Some(after)) = (self.state.model(&name), self.to.model(&name))
            else {
                continue;
            };
            let (before, after) = (before.clone(), after.clone());
            let mut pairs: Vec<(String, String)> = known
                .iter()
                .filter(|(model, old, new)| {
                    *model == name
                        && old != new
                        && before.field(old).is_some()
                        && after.field(new).is_some()
                })
                .map(|(_, old, new)| (old.clone(), new.clone()))
                .collect();
            self.ask_for_fields(&before, &after, &mut pairs)?;
            let taken = |name: &str| before.field(name).is_some();
            for (old, new) in in_order(pairs, taken) {
                let rename = self.rename_of(&name, &old, &new)?;
                self.push(Operation::RenameField(rename))?;
            }
        }
        Ok(())
    }

    fn ask_for_fields(
        &mut self,
        before: &ModelState,
        after: &ModelState,
        pairs: &mut Vec<(String, String)>,
    ) -> Result<()> {
        let gone: Vec<&Field> = before
            .fields
            .iter()
            .filter(|field| after.field(&field.name).is_none())
            .collect();
        let new = after.fields.iter();
        for new in new.filter(|field| before.field(&field.name).is_none()) {
            for old in &gone {
                let taken = |(a, b): &(String, String)| *a == old.name || *b == new.name;
                if pairs.iter().any(taken) || !alike(old, new) {
                    continue;
                }
                let question = Question::RenameField {
                    model: after.name.clone(),
                    old: old.name.clone(),
                    new: new.name.clone(),
                };
                if self.confirm(question)? {
                    pairs.push((old.name.clone(), new.name.clone()));
                    break;
                }
            }
        }
        Ok(())
    }

    /// The rename, with the column or join table that the field is to have.
    fn rename_of(&self, model: &str, old: &str, new: &str) -> Result<RenameField> {
        let before = self.state.require(model)?.require_field(old)?;
        let after = self.to.model(model).and_then(|model| model.field(new));
        let mut column = None;
        let mut join_table = None;
        if let Some(old_column) = before.column() {
            let wanted = after
                .and_then(Field::column)
                .map(|column| column.column.clone());
            let taken = |name: &String| {
                let mut fields = self
                    .state
                    .models()
                    .filter(|m| m.name == model)
                    .flat_map(|m| &m.fields);
                fields.any(|field| {
                    field.name != old && field.column().is_some_and(|column| column.column == *name)
                })
            };
            let wanted = wanted.unwrap_or_else(|| new.to_owned());
            let name = if taken(&wanted) {
                old_column.column.clone()
            } else {
                wanted
            };
            column = (name != new).then_some(name);
        } else if let (
            Some(Links::JoinTable { table, .. }),
            Some(Links::JoinTable { table: after, .. }),
        ) = (
            before.many_to_many().map(|relation| &relation.links),
            after
                .and_then(Field::many_to_many)
                .map(|relation| &relation.links),
        ) {
            join_table = (table != after && !self.has_table(after)).then(|| after.clone());
        }
        Ok(RenameField {
            model: model.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
            column,
            join_table,
        })
    }
}

pub(super) fn names<'m>(models: impl Iterator<Item = &'m ModelState>) -> Vec<String> {
    models.map(|model| model.name.clone()).collect()
}

/// Before a name for which something waits.
pub(super) const WAITING: &str = "throughline_old_";

/// Renames in an order in which each new name is free. Where names go round in a circle, one
/// waits under a third name.
fn in_order(
    mut pairs: Vec<(String, String)>,
    taken: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let mut ordered: Vec<(String, String)> = Vec::new();
    let mut free: BTreeSet<String> = BTreeSet::new();
    while !pairs.is_empty() {
        let is_free = |new: &str| !taken(new) || free.contains(new);
        let ready = pairs.iter().position(|(_, new)| is_free(new));
        let blocked_for_good = |new: &str| !pairs.iter().any(|(old, _)| old == new);
        match ready.or_else(|| pairs.iter().position(|(_, new)| blocked_for_good(new))) {
            Some(position) => {
                let (old, new) = pairs.remove(position);
                free.insert(old.clone());
                free.remove(&new);
                ordered.push((old, new));
            }
            None => {
                let (old, new) = pairs.remove(0);
                let waiting = format!("{WAITING}{old}");
                free.insert(old.clone());
                ordered.push((old, waiting.clone()));
                pairs.push((waiting, new));
            }
        }
    }
    ordered
}

/// How many fields two models share, in hundredths, if at least half.
fn likeness(before: &ModelState, after: &ModelState) -> Option<usize> {
    let shared = before
        .fields
        .iter()
        .filter(|field| {
            after
                .field(&field.name)
                .is_some_and(|new| alike(field, new))
        })
        .count();
    let count = before.fields.len().max(after.fields.len()).max(1);
    (shared * 2 >= count).then_some(shared * 100 / count)
}

/// Whether two fields are of one kind, so that one may be the other under another name.
fn alike(before: &Field, after: &Field) -> bool {
    match (&before.kind, &after.kind) {
        (FieldKind::Column(before), FieldKind::Column(after)) => {
            match (&before.content, &after.content) {
                (Content::Plain(before), Content::Plain(after)) => {
                    before.column_type == after.column_type && before.auto == after.auto
                }
                (Content::ForeignKey { .. }, Content::ForeignKey { .. }) => {
                    before.to() == after.to()
                }
                _ => false,
            }
        }
        (FieldKind::ManyToMany(before), FieldKind::ManyToMany(after)) => before.to == after.to,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(pairs: &[(&str, &str)], taken: &[&str]) -> Vec<String> {
        let pairs = pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        let ordered = in_order(pairs.collect(), |name| taken.contains(&name));
        ordered.iter().map(|(a, b)| format!("{a}>{b}")).collect()
    }

    #[test]
    fn a_name_is_free_before_it_is_given() {
        assert_eq!(
            ordered(&[("a", "b"), ("b", "c")], &["a", "b"]),
            ["b>c", "a>b"]
        );
        assert_eq!(
            ordered(&[("a", "b"), ("b", "a")], &["a", "b"]),
            ["a>throughline_old_a", "b>a", "throughline_old_a>b"]
        );
    }
}
