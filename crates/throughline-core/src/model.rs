//! A model, as data.

use crate::names::equal;
use crate::sentence::Sentence;
use crate::{CheckDef, FieldDef, RelationDef};

/// What `#[derive(Model)]` knows of a model: one constant per model.
#[derive(Debug, Clone, Copy)]
pub struct ModelDef {
    /// The model's name as the user wrote it: `Student`.
    pub name: &'static str,
    /// The module that declares it.
    pub module: &'static str,
    /// The table.
    pub table: &'static str,
    /// The fields that have a column, in order of declaration.
    pub fields: &'static [FieldDef],
    /// Positions in `fields` of the primary key: one, or several for a composite key.
    pub primary_key: &'static [usize],
    /// The relations that this model declares, in order of declaration: foreign keys and
    /// many-to-many.
    pub relations: &'static [RelationDef],
    /// Unique keys besides the primary key: positions in `fields`.
    pub unique: &'static [&'static [usize]],
    /// Indexes that are not unique.
    pub indexes: &'static [IndexDef],
    /// Check constraints.
    pub checks: &'static [CheckDef],
    /// The order of a query that asks for none.
    pub ordering: &'static [OrderDef],
}

/// An index.
#[derive(Debug, Clone, Copy)]
pub struct IndexDef {
    /// Positions in [`ModelDef::fields`].
    pub fields: &'static [usize],
}

/// One term of an ordering.
#[derive(Debug, Clone, Copy)]
pub struct OrderDef {
    /// Position in [`ModelDef::fields`].
    pub field: usize,
    /// Greatest first.
    pub descending: bool,
}

impl ModelDef {
    /// The fields of the primary key.
    pub fn key_fields(&self) -> impl Iterator<Item = &'static FieldDef> + use<> {
        let (fields, key) = (self.fields, self.primary_key);
        key.iter().map(move |&position| &fields[position])
    }

    /// The single field of the primary key. A relation's target has one: the derive checks it.
    #[must_use]
    pub fn key(&self) -> &'static FieldDef {
        &self.fields[self.primary_key[0]]
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static FieldDef> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The position of the foreign key of that name, for a relation whose declaration names it.
    ///
    /// # Panics
    ///
    /// If there is none. In a constant, where the derive calls it, that is a compile error with
    /// this sentence.
    #[must_use]
    #[track_caller]
    pub const fn foreign_key(&self, name: &str, relation: &str) -> usize {
        let mut position = 0;
        while position < self.fields.len() {
            let field = &self.fields[position];
            if field.references.is_some() && equal(field.name, name) {
                return position;
            }
            position += 1;
        }
        let mut sentence = Sentence::new()
            .push("`")
            .push(relation)
            .push("` names `")
            .push(name)
            .push("` in `through_fields`, and `")
            .push(self.name)
            .push("` has no such foreign key: ");
        let mut found = false;
        position = 0;
        while position < self.fields.len() {
            let field = &self.fields[position];
            if field.references.is_some() {
                let before = if found { ", `" } else { "it has `" };
                sentence = sentence.push(before).push(field.name).push("`");
                found = true;
            }
            position += 1;
        }
        if !found {
            sentence = sentence.push("it has none");
        }
        panic!("{}", sentence.as_str())
    }

    /// That these foreign keys, the ends of a relation's links, are never null.
    ///
    /// # Panics
    ///
    /// If one may be. In a constant, where the derive calls it, that is a compile error with this
    /// sentence.
    #[track_caller]
    pub const fn links_both_ends(&self, ends: [usize; 2], relation: &str) {
        let mut end = 0;
        // A model that did not compile has no module, and has told its errors itself.
        while end < ends.len() && !self.module.is_empty() {
            let field = &self.fields[ends[end]];
            if field.nullable {
                let sentence = Sentence::new()
                    .push("`")
                    .push(relation)
                    .push("` goes through `")
                    .push(self.name)
                    .push("`, whose `")
                    .push(field.name)
                    .push("` may be null, and a link has both its ends: take the `Option` away from `")
                    .push(self.name)
                    .push(".")
                    .push(field.name)
                    .push("`, or keep what links nothing in a model of its own");
                panic!("{}", sentence.as_str())
            }
            end += 1;
        }
    }

    /// Whether the primary key or a unique key consists of exactly these fields, in any order.
    #[must_use]
    pub const fn is_unique(&self, positions: &[usize]) -> bool {
        if same_set(self.primary_key, positions) {
            return true;
        }
        let mut i = 0;
        while i < self.unique.len() {
            if same_set(self.unique[i], positions) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The unique key that an upsert uses if none is named: the only one besides the primary
    /// key, or the primary key where it is the only one and the caller gives it.
    #[must_use]
    pub const fn conflict_key(&self) -> Option<&'static [usize]> {
        if self.unique.len() == 1 {
            return Some(self.unique[0]);
        }
        let assigned = matches!(
            self.fields[self.primary_key[0]].key_source,
            crate::KeySource::Database | crate::KeySource::Client
        );
        if self.unique.is_empty() && !(assigned && self.primary_key.len() == 1) {
            return Some(self.primary_key);
        }
        None
    }
}

/// Two models are the same if their declarations are: the name within the module.
impl PartialEq for ModelDef {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.module == other.module
    }
}

impl Eq for ModelDef {}

const fn same_set(a: &[usize], b: &[usize]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        let mut j = 0;
        let mut found = false;
        while j < b.len() {
            found |= a[i] == b[j];
            j += 1;
        }
        if !found {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnType, ForeignKeyDef, OnDelete};

    const fn key(name: &'static str) -> FieldDef {
        FieldDef {
            references: Some(ForeignKeyDef {
                target: || &MEMBERSHIP,
                on_delete: OnDelete::Cascade,
            }),
            ..FieldDef::new(name, name, ColumnType::BigInt)
        }
    }

    static MEMBERSHIP: ModelDef = ModelDef {
        name: "Membership",
        module: "school",
        table: "membership",
        fields: &[
            key("student"),
            key("club"),
            FieldDef::new("joined", "joined", ColumnType::Date),
        ],
        primary_key: &[0, 1],
        relations: &[],
        unique: &[],
        indexes: &[],
        checks: &[],
        ordering: &[],
    };

    #[test]
    fn a_foreign_key_is_found_by_its_name() {
        const CLUB: usize = MEMBERSHIP.foreign_key("club", "Club.members");
        assert_eq!(CLUB, 1);
    }

    #[test]
    #[should_panic(
        expected = "`Club.members` names `joined` in `through_fields`, and `Membership` has no such \
                    foreign key: it has `student`, `club`"
    )]
    fn what_is_no_foreign_key_is_told_with_those_that_are() {
        let _ = MEMBERSHIP.foreign_key("joined", "Club.members");
    }
}
