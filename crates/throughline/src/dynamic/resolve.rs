//! From words to what they mean for a model: columns over relations, and trees of conditions.

use throughline_core::{ColumnType, FieldDef, ModelDef, Relation};
use throughline_sql::plan::{FieldPath, Operand};

use super::fault::{self, Read};
use super::leaf::{Leaf, Question, Test};
use super::lookup::{Asked, Lookup};
use super::names::{self, Name};
use super::state::Annotation;
use super::value::{Given, LookupValue};
use super::{MAX_BYTES, MAX_DEPTH, MAX_NAMES, MAX_TERMS};

/// A column at the end of relations, of which each is one step: a many-to-many relation through a
/// model is two.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) relations: Vec<Relation>,
    pub(super) field: &'static FieldDef,
    /// The model of the field.
    pub(super) model: &'static ModelDef,
    /// Whether the words end in a relation, and so mean the row; `field` is its key.
    pub(super) is_row: bool,
    /// Whether the key is meant where it has several fields; `field` is the first.
    pub(super) composite: bool,
}

impl Route {
    /// Whether it crosses a relation to many rows.
    pub(super) fn is_multiple(&self) -> bool {
        self.relations.iter().any(Relation::is_multiple)
    }

    /// The path, from that relation on.
    pub(super) fn path(&self, from: usize) -> FieldPath {
        FieldPath::over(self.relations[from..].to_vec(), self.field)
    }

    /// One column; an error where the key of several fields is meant.
    pub(super) fn single(self) -> Read<Self> {
        if self.composite {
            return Err(fault::composite(self.model));
        }
        Ok(self)
    }
}

/// What words name.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Route(Route),
    /// An annotation.
    Computed(Annotation),
}

impl Target {
    /// The type of its values.
    pub(super) const fn column_type(&self) -> ColumnType {
        match self {
            Target::Route(route) => route.field.column_type,
            Target::Computed(annotation) => annotation.column_type,
        }
    }

    /// Its name in a message.
    pub(super) fn label(&self) -> String {
        match self {
            Target::Route(route) => format!("`{}` of `{}`", route.field.name, route.model.name),
            Target::Computed(annotation) => format!("`{}`", annotation.name),
        }
    }

    /// The relations on the way.
    pub(super) fn relations(&self) -> &[Relation] {
        match self {
            Target::Route(route) => &route.relations,
            Target::Computed(_) => &[],
        }
    }

    /// Whether it crosses a relation to many rows.
    pub(super) fn is_multiple(&self) -> bool {
        self.relations().iter().any(Relation::is_multiple)
    }

    /// The operand, its relations taken from that one on.
    pub(super) fn operand(&self, from: usize) -> Operand {
        match self {
            Target::Route(route) => route.path(from).into(),
            Target::Computed(annotation) => annotation.operand.clone(),
        }
    }
}

/// A condition whose words have been understood. Its paths begin at one model.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Leaf(Leaf),
    All(Vec<Term>),
    Any(Vec<Term>),
    /// Asked for itself: the rows that the inner one leaves out.
    Not(Box<Term>),
    /// Asked for itself: for some row at the end of the relations the inner one holds.
    Some(Vec<Relation>, &'static ModelDef, Box<Term>),
}

/// What words are about: a model, and what has been computed for its rows.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) model: &'static ModelDef,
    pub(super) annotations: &'a [Annotation],
}

impl Scope<'_> {
    /// The meaning of a lookup.
    pub(super) fn term(&self, lookup: &Lookup) -> Read<Term> {
        let parts = |parts: &[Lookup]| {
            parts
                .iter()
                .map(|part| self.term(part))
                .collect::<Read<_>>()
        };
        Ok(match &lookup.asked {
            Asked::Words(words, value) => Term::Leaf(self.leaf(words, value)?),
            Asked::All(lookups) => Term::All(parts(lookups)?),
            Asked::Any(lookups) => Term::Any(parts(lookups)?),
            Asked::Not(inner) => Term::Not(Box::new(self.term(inner)?)),
            Asked::Some(path, inner) => {
                let (relations, model) = self.rows(path)?;
                let there = Scope {
                    model,
                    annotations: &[],
                };
                Term::Some(relations, model, Box::new(there.term(inner)?))
            }
            Asked::TooMany => {
                let message = format!("a query set has more than {MAX_TERMS} terms");
                return Err(fault::limit(message));
            }
            Asked::TooDeep => {
                let message = format!("lookups stand in each other more than {MAX_DEPTH} deep");
                return Err(fault::limit(message));
            }
        })
    }

    fn leaf(&self, words: &str, value: &LookupValue) -> Read<Leaf> {
        let (left, rest) = self.target(words)?;
        let question = match rest {
            None => Question::Exact,
            Some(word) => Question::of(word)
                .ok_or_else(|| fault::unknown_lookup(&left.label(), word, &Question::words()))?,
        };
        let test = match &value.0 {
            Given::Column(words, plus) => {
                let right = self.only_target(words)?;
                Test::with_column(question, &left, right, *plus)?
            }
            given => Test::with_value(question, &left, given)?,
        };
        match &left {
            Target::Route(route) if route.composite && !matches!(test, Test::Null(_)) => {
                Err(fault::composite(route.model))
            }
            _ => Ok(Leaf { left, test }),
        }
    }

    /// What the words name, and the one word behind it that is perhaps a lookup.
    pub(super) fn target<'w>(&self, words: &'w str) -> Read<(Target, Option<&'w str>)> {
        let (first, rest) = match words.split_once("__") {
            Some((first, rest)) => (first, Some(rest)),
            None => (words, None),
        };
        let mut annotations = self.annotations.iter();
        if let Some(annotation) = annotations.find(|annotation| annotation.name == first) {
            return Ok((Target::Computed(annotation.clone()), rest));
        }
        let (route, rest) = route(self.model, words)?;
        Ok((Target::Route(route), rest))
    }

    /// What the words name, without a lookup.
    pub(super) fn only_target(&self, words: &str) -> Read<Target> {
        let (target, rest) = self.target(words)?;
        match rest {
            Some(word) => Err(fault::behind_column(&target.label(), word)),
            None => Ok(target),
        }
    }

    /// The relations that the words name, and the model where they lead.
    fn rows(&self, words: &str) -> Read<(Vec<Relation>, &'static ModelDef)> {
        let (route, rest) = route(self.model, words)?;
        let ends = route.is_row && rest.is_none();
        if !ends {
            let message = format!("`{}` does not end in a relation", fault::shown(words));
            return Err(fault::lookup(message, "name the way to related rows"));
        }
        Ok((route.relations, route.model))
    }
}

/// The column that words name from a model on, and the word behind it.
fn route<'w>(model: &'static ModelDef, words: &'w str) -> Read<(Route, Option<&'w str>)> {
    if words.len() > MAX_BYTES {
        let message = format!("the words of a lookup have more than {MAX_BYTES} bytes");
        return Err(fault::limit(message));
    }
    let mut relations = Vec::new();
    let mut at = model;
    let mut behind = words;
    for count in 0.. {
        let (name, rest) = match behind.split_once("__") {
            Some((name, rest)) => (name, Some(rest)),
            None => (behind, None),
        };
        let found = names::find(at, name);
        let end = match found {
            Some(Name::Field(field)) => Some((field, false)),
            None if name == names::KEY => Some((at.key(), at.primary_key.len() > 1)),
            _ => None,
        };
        if (end.is_some() || matches!(found, Some(Name::Relation(_)))) && count == MAX_NAMES {
            return Err(fault::limit(format!(
                "a lookup has more than {MAX_NAMES} names"
            )));
        }
        if let Some((field, composite)) = end {
            let route = Route {
                relations,
                field,
                model: at,
                is_row: false,
                composite,
            };
            return Ok((route, rest));
        }
        let is_lookup = count > 0 && rest.is_none() && Question::of(name).is_some();
        let rest = match found {
            Some(Name::Relation(relation)) => {
                match relation.link_steps() {
                    Some((links, far)) => relations.extend([links, far]),
                    None => relations.push(relation),
                }
                at = relation.far().model;
                rest
            }
            _ if is_lookup => return Ok((key(relations, at), Some(name))),
            _ => return Err(fault::unknown_name(at, name)),
        };
        match rest {
            Some(rest) => behind = rest,
            None => return Ok((key(relations, at), None)),
        }
    }
    Err(fault::unknown_name(at, behind))
}

/// The key of the rows where relations lead.
fn key(relations: Vec<Relation>, model: &'static ModelDef) -> Route {
    Route {
        relations,
        field: model.key(),
        model,
        is_row: true,
        composite: model.primary_key.len() > 1,
    }
}
