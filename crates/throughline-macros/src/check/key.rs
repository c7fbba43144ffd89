//! The primary key, unique keys, indexes and the ordering: fields named by other places than
//! their own.

use syn::ext::IdentExt;

use super::positions;
use crate::errors::Errors;
use crate::parse::attribute::{Given, Term};
use crate::parse::field::FieldInput;
use crate::parse::model::{ItemShape, ModelInput};
use crate::parse::relation::Shape;
use crate::text::nearest;

/// The primary key.
#[derive(Default)]
pub(super) struct PrimaryKey {
    /// Positions of its columns. Empty if it has none that can be a key.
    pub(super) positions: Vec<usize>,
}

/// What a field is to the primary key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    None,
    /// All of it.
    Whole,
    /// One of several.
    Part,
}

impl PrimaryKey {
    pub(super) fn role(&self, position: Option<usize>) -> Role {
        match position {
            Some(position) if self.positions.contains(&position) => {
                if self.positions.len() == 1 {
                    Role::Whole
                } else {
                    Role::Part
                }
            }
            _ => Role::None,
        }
    }
}

/// The longest composite key. The library's keys are tuples of up to that many.
const MOST_FIELDS: usize = 4;

/// Finds the primary key: what `#[model(primary_key(…))]` names, the field that is marked, or
/// `id`.
pub(super) fn primary_key(input: &ModelInput, errors: &mut Errors) -> PrimaryKey {
    let positions = positions(&input.fields);
    let marked: Vec<usize> = (0..input.fields.len())
        .filter(|&at| input.fields[at].attributes.primary_key.is_some())
        .collect();
    if let Some(named) = &input.attributes.primary_key {
        for &at in &marked {
            let message = "`#[model(primary_key(…))]` names the primary key already: remove this";
            mark_error(&input.fields[at], message, errors);
        }
        let found = resolve(input, named, errors);
        if found.len() > MOST_FIELDS {
            let message = format!("a primary key has at most {MOST_FIELDS} fields");
            errors.at(&named.name, message);
        }
        return usable(input, found, errors);
    }
    for &at in marked.iter().skip(1) {
        let first = &input.fields[marked[0]].name;
        let second = &input.fields[at].name;
        let message = format!(
            "`{first}` is the primary key already: remove one of the two, or write \
             `#[model(primary_key({first}, {second}))]` for a key of both"
        );
        mark_error(&input.fields[at], &message, errors);
    }
    let at = marked.first().copied().or_else(|| {
        input
            .fields
            .iter()
            .position(|field| field.name == "id" && field.shape.has_column())
    });
    let Some(at) = at else {
        if input.shape != ItemShape::Other {
            let message = format!(
                "`{}` has no primary key: add `id: i64`, or mark a field with \
                 `#[field(primary_key)]`",
                input.ident
            );
            errors.at(&input.ident, message);
        }
        return PrimaryKey::default();
    };
    usable(input, positions[at].into_iter().collect(), errors)
}

fn mark_error(field: &FieldInput, message: &str, errors: &mut Errors) {
    if let Some(mark) = &field.attributes.primary_key {
        errors.at(&mark.name, message);
    }
}

/// The key, if its fields can be one.
fn usable(input: &ModelInput, key: Vec<usize>, errors: &mut Errors) -> PrimaryKey {
    let columns = input.fields.iter().filter(|field| field.shape.has_column());
    let mut all = true;
    for (_, field) in columns
        .enumerate()
        .filter(|(position, _)| key.contains(position))
    {
        if let Some(message) = unusable(field, key.len() == 1) {
            errors.at(&field.ty, message);
            all = false;
        }
    }
    PrimaryKey {
        positions: if all { key } else { Vec::new() },
    }
}

/// Why a field cannot be the primary key or a part of it.
fn unusable(field: &FieldInput, whole: bool) -> Option<String> {
    let name = &field.name;
    match &field.shape {
        Shape::Plain(plain) if plain.optional => Some(format!(
            "`{name}` is the primary key, which is never null: remove `Option`"
        )),
        Shape::ForeignKey { optional: true, .. } => Some(format!(
            "`{name}` is in the primary key, which is never null: remove `Option`"
        )),
        Shape::ForeignKey {
            target,
            one_to_one: false,
            ..
        } if whole => Some(format!(
            "the primary key is unique, so at most one row points to each `{0}`: make `{name}` a \
             `OneToOne<{0}>`, or add `id: i64`",
            target.name
        )),
        Shape::Plain(plain) if ["f64", "bool", "Json"].contains(&plain.word.as_str()) => {
            let word = &plain.word;
            Some(format!(
                "`{word}` cannot be a primary key: keys are i64, i32, String or Uuid"
            ))
        }
        _ => None,
    }
}

/// The unique keys, indexes and the ordering of a model.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) unique: Vec<Vec<usize>>,
    pub(super) indexes: Vec<Vec<usize>>,
    pub(super) ordering: Vec<(usize, bool)>,
}

impl Keys {
    pub(super) fn resolve(input: &ModelInput, key: &PrimaryKey, errors: &mut Errors) -> Self {
        let mut keys = Keys::default();
        keys.add_marked(input, key, errors);
        for named in &input.attributes.unique {
            let found = resolve(input, named, errors);
            keys.add_unique(found, &named.name, key, errors);
        }
        for named in &input.attributes.indexes {
            let found = resolve(input, named, errors);
            keys.add_index(found, &named.name, key, errors);
        }
        if let Some(named) = &input.attributes.ordering {
            let found = resolve(input, named, errors);
            if found.len() == named.value.len() {
                let terms = named.value.iter().map(|term| term.descending);
                keys.ordering = found.into_iter().zip(terms).collect();
            }
        }
        keys
    }

    /// What single fields are marked with.
    fn add_marked(&mut self, input: &ModelInput, key: &PrimaryKey, errors: &mut Errors) {
        let columns = input.fields.iter().filter(|field| field.shape.has_column());
        for (position, field) in columns.enumerate() {
            let mark = field.attributes.unique.as_ref().map(|mark| &mark.name);
            match (&field.shape, mark) {
                (
                    Shape::ForeignKey {
                        one_to_one: true, ..
                    },
                    mark,
                ) => self.add_one_to_one(field, position, mark, key, errors),
                (_, Some(mark)) => self.add_unique(vec![position], mark, key, errors),
                (_, None) => {}
            }
            if let Some(mark) = &field.attributes.index {
                self.add_index(vec![position], &mark.name, key, errors);
            }
        }
    }

    fn add_unique(
        &mut self,
        fields: Vec<usize>,
        at: &syn::Ident,
        key: &PrimaryKey,
        errors: &mut Errors,
    ) {
        if fields.is_empty() {
            return;
        }
        if same(&fields, &key.positions) {
            errors.at(at, "the primary key is unique already: remove `unique`");
        } else if self.unique.iter().any(|other| same(other, &fields)) {
            errors.at(
                at,
                "these fields are unique already: remove one of the two declarations",
            );
        } else {
            self.unique.push(fields);
        }
    }

    /// A one-to-one key, which is unique without a mark.
    fn add_one_to_one(
        &mut self,
        field: &FieldInput,
        position: usize,
        mark: Option<&syn::Ident>,
        key: &PrimaryKey,
        errors: &mut Errors,
    ) {
        if let Some(mark) = mark {
            let message = format!(
                "`{}` is one-to-one, so it is unique already: remove `unique`",
                field.name
            );
            errors.at(mark, message);
        }
        if key.positions != [position] {
            self.unique.push(vec![position]);
        }
    }

    fn add_index(
        &mut self,
        fields: Vec<usize>,
        at: &syn::Ident,
        key: &PrimaryKey,
        errors: &mut Errors,
    ) {
        if fields.is_empty() {
            return;
        }
        if fields == key.positions {
            errors.at(at, "the primary key has an index already: remove `index`");
        } else if self.unique.contains(&fields) {
            errors.at(at, "what is unique has an index already: remove `index`");
        } else if self.indexes.contains(&fields) {
            errors.at(
                at,
                "these fields have this index already: keep one of the two",
            );
        } else {
            self.indexes.push(fields);
        }
    }
}

fn same(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().all(|position| b.contains(position))
}

/// The positions of the named fields. Reports names that are no columns; then the answer is
/// shorter than the list.
fn resolve(input: &ModelInput, named: &Given<Vec<Term>>, errors: &mut Errors) -> Vec<usize> {
    let positions = positions(&input.fields);
    let mut found = Vec::with_capacity(named.value.len());
    for term in &named.value {
        let name = term.field.unraw().to_string();
        let Some(at) = input.fields.iter().position(|field| field.name == name) else {
            errors.at(&term.field, unknown_field(input, &name));
            continue;
        };
        match positions[at] {
            None if matches!(input.fields[at].shape, Shape::Unknown { .. }) => {}
            None => {
                let message = format!(
                    "`{name}` is many-to-many and has no column, so it cannot stand in `{}`",
                    named.name
                );
                errors.at(&term.field, message);
            }
            Some(position) if found.contains(&position) => {
                errors.at(
                    &term.field,
                    format!("`{name}` is named twice: remove one of the two"),
                );
            }
            Some(position) => found.push(position),
        }
    }
    found
}

/// That there is no such field, and which was meant.
pub(super) fn unknown_field(input: &ModelInput, name: &str) -> String {
    let model = &input.ident;
    let columns = || {
        input
            .fields
            .iter()
            .filter(|field| field.shape.has_column())
            .map(|f| f.name.as_str())
    };
    match nearest(name, columns()) {
        Some(nearest) => format!("`{model}` has no field `{name}`: did you mean `{nearest}`?"),
        None => {
            let all: Vec<&str> = columns().collect();
            format!("`{model}` has no field `{name}`: it has {}", all.join(", "))
        }
    }
}
