//! Relations: their two names, and what may be said about each kind.

use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Expr, Ident, LitStr};

use super::column::LONGEST_NAME;
use super::{Relation, RelationKind, Reverse, many_to_many};
use crate::errors::Errors;
use crate::parse::attribute::Given;
use crate::parse::field::FieldInput;
use crate::parse::model::ModelInput;
use crate::parse::relation::{Shape, Target};
use crate::text::{camel, nearest, snake};

/// Methods that every model has. An accessor of that name would hide one.
const METHODS: [&str; 10] = [
    "get",
    "save",
    "delete",
    "refresh",
    "objects",
    "builder",
    "key",
    "from_row",
    "to_values",
    "clone",
];

/// Words for `on_delete`, with the variant of `OnDelete` for each.
const ON_DELETE: [(&str, &str); 7] = [
    ("cascade", "Cascade"),
    ("restrict", "Restrict"),
    ("protect", "Restrict"),
    ("set_null", "SetNull"),
    ("set_default", "SetDefault"),
    ("no_action", "NoAction"),
    ("do_nothing", "NoAction"),
];

/// Checks the relations of a model one after the other.
pub(super) struct Relations {
    pub(super) model: Ident,
    /// Whether the model's key has several fields.
    composite: bool,
    fields: Vec<String>,
    /// The ends so far: type of the target, and name.
    ends: Vec<(String, String)>,
    /// The links so far: through model, its fields and target as the user wrote them, and name.
    pub(super) links: Vec<(String, String)>,
    next: usize,
}

impl Relations {
    pub(super) fn new(input: &ModelInput, composite: bool) -> Self {
        Relations {
            model: input.ident.clone(),
            composite,
            fields: input
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect(),
            ends: Vec::new(),
            links: Vec::new(),
            next: 0,
        }
    }

    /// The relation that the field is, if it is one.
    pub(super) fn check(&mut self, field: &FieldInput, errors: &mut Errors) -> Option<Relation> {
        check_given(field, errors);
        let (mut target, kind) = match &field.shape {
            Shape::Plain(_) | Shape::Unknown { .. } => return None,
            Shape::ForeignKey {
                target,
                optional,
                one_to_one,
            } => {
                let kind = RelationKind::ForeignKey {
                    optional: *optional,
                    one_to_one: *one_to_one,
                    on_delete: on_delete(field, *optional, errors),
                };
                (target.clone(), kind)
            }
            Shape::ManyToMany { target, through } => {
                let through = through.as_deref();
                let kind = self.many_to_many(field, target, through, errors);
                (target.clone(), kind)
            }
        };
        if let Some(path) = &field.attributes.path {
            target.path = path.value.clone();
        }
        if self.composite && !kind.is_foreign_key() {
            let message = format!(
                "the primary key of `{}` has several fields, and a many-to-many relation needs \
                 one: add `id: i64`, and make the fields `#[model(unique(…))]`",
                self.model
            );
            errors.at(&field.ident, message);
        }
        let accessor = self.check_accessor(field, errors);
        let reverse = match kind {
            RelationKind::ManyToMany {
                symmetrical: true, ..
            } => None,
            _ => self.reverse(field, &target, errors),
        };
        let index = self.next;
        self.next += 1;
        Some(Relation {
            index,
            target,
            kind,
            reverse,
            accessor,
        })
    }

    fn check_accessor(&self, field: &FieldInput, errors: &mut Errors) -> bool {
        let taken = METHODS.contains(&field.name.as_str());
        if taken {
            let message = format!(
                "the accessor of this relation would hide the method `{}` of `{}`: rename the field",
                field.name, self.model
            );
            errors.at(&field.ident, message);
        } else if let Some(message) = unfit_for_a_path(&field.name) {
            errors.at(&field.ident, message);
        }
        !taken
    }

    /// The name of the other end. None if it was given as `"+"`, or cannot be used.
    fn reverse(
        &mut self,
        field: &FieldInput,
        target: &Target,
        errors: &mut Errors,
    ) -> Option<Reverse> {
        let given = field.attributes.related_name.as_ref();
        let mut attributes = field.attributes.given.iter();
        // Even if what was said about it is wrong.
        let by_trait = attributes.find(|attribute| *attribute == "reverse");
        if let (Some(given), Some(by_trait)) = (given, by_trait)
            && given.value.value() == "+"
        {
            let message = "`related_name = \"+\"` gives the relation no other end, so there is \
                           nothing for a trait to give: remove one of the two";
            errors.at(by_trait, message);
        }
        if by_trait.is_none() {
            check_crate(field, target, errors)?;
        }
        let ident = match given {
            Some(given) => related_name(&given.value, target, errors)?,
            None => self.default_name(field, target, errors)?,
        };
        let name = ident.unraw().to_string();
        let span = given.map_or_else(
            || field.ident.to_token_stream(),
            |g| g.value.to_token_stream(),
        );
        if self.model.unraw() == target.name && self.fields.contains(&name) {
            let message = format!(
                "`{}` already has a field `{name}`: give the other end of this relation another \
                 name by `#[field(related_name = \"…\")]`",
                self.model
            );
            errors.at(&span, message);
            return None;
        }
        let end = (target.ty.to_token_stream().to_string(), name);
        if self.ends.contains(&end) {
            let (target, name) = (&target.name, &end.1);
            let message = format!(
                "another relation of `{}` already gives `{target}` the method `{name}`: name this \
                 one by `#[field(related_name = \"…\")]`, or give it none by `\"+\"`",
                self.model
            );
            errors.at(&span, message);
            return None;
        }
        self.ends.push(end);
        let by_trait = by_trait.map(|mark| {
            let (model, field) = (self.model.unraw(), camel(&field.name));
            format_ident!("{model}{field}Reverse", span = mark.span())
        });
        Some(Reverse {
            ident,
            given: given.is_some(),
            by_trait,
        })
    }

    fn default_name(
        &self,
        field: &FieldInput,
        target: &Target,
        errors: &mut Errors,
    ) -> Option<Ident> {
        let mut name = snake(&self.model.unraw().to_string());
        let one = matches!(
            field.shape,
            Shape::ForeignKey {
                one_to_one: true,
                ..
            }
        );
        if !one {
            name.push_str("_set");
        }
        let ident = identifier(&name);
        let fault = if name.len() > LONGEST_NAME {
            format!("is longer than {LONGEST_NAME} bytes")
        } else if ident.is_none() {
            "is a word of Rust".to_owned()
        } else if METHODS.contains(&name.as_str()) {
            format!("would hide a method of `{}`", target.name)
        } else {
            let mut ident = ident?;
            ident.set_span(field.ident.span());
            return Some(ident);
        };
        let message = format!(
            "the default name of the other end, `{name}`, {fault}: give it one by \
             `#[field(related_name = \"…\")]`"
        );
        errors.at(&field.ident, message);
        None
    }
}

/// The name as a token, with `r#` where it needs that.
fn identifier(name: &str) -> Option<Ident> {
    let raw = || syn::parse_str(&format!("r#{name}")).ok();
    syn::parse_str(name).ok().or_else(raw)
}

/// Why a name cannot be a step of a path that is written as text.
fn unfit_for_a_path(name: &str) -> Option<&'static str> {
    if name.contains("__") {
        Some("`__` parts the steps of a path that is written as text: use one `_`")
    } else if name.ends_with('_') {
        Some(
            "a path that is written as text has `__` behind this name, so the name cannot end in \
             `_`",
        )
    } else {
        None
    }
}

/// Reports a target that is named by its crate, `::school::Student`: methods on it are for that
/// crate to write. Where the crate is not so plain to see the expansion asserts it.
fn check_crate(field: &FieldInput, target: &Target, errors: &mut Errors) -> Option<()> {
    let foreign = matches!(&target.ty, syn::Type::Path(path) if path.path.leading_colon.is_some());
    let unnamed = field.attributes.related_name.as_ref();
    if foreign && unnamed.is_none_or(|given| given.value.value() != "+") {
        let message = format!(
            "`{}` is a model of another crate, where this one can add no methods: give the other \
             end by a trait, `#[field(reverse = trait)]`, or give it none, \
             `#[field(related_name = \"+\")]`",
            target.name
        );
        errors.at(&target.ty, message);
        return None;
    }
    Some(())
}

/// The name that was given to the other end.
fn related_name(given: &LitStr, target: &Target, errors: &mut Errors) -> Option<Ident> {
    let name = given.value();
    if name == "+" {
        return None;
    }
    let Some(mut ident) = identifier(&name) else {
        let what = if name.is_empty() {
            "an empty text is".to_owned()
        } else {
            format!("`{name}` is")
        };
        let message = format!(
            "{what} no name for a method of `{}`: use letters, digits and `_`, or `\"+\"` for none",
            target.name
        );
        errors.at(given, message);
        return None;
    };
    ident.set_span(given.span());
    if METHODS.contains(&name.as_str()) {
        let message = format!(
            "this would hide the method `{name}` of `{}`: choose another name",
            target.name
        );
        errors.at(given, message);
        return None;
    }
    if let Some(message) = unfit_for_a_path(&name) {
        errors.at(given, message);
        return None;
    }
    Some(ident)
}

/// Reports attributes that have no meaning on this kind of field.
fn check_given(field: &FieldInput, errors: &mut Errors) {
    for given in &field.attributes.given {
        let attribute = given.to_string();
        let message = match &field.shape {
            Shape::Plain(_) => unfit_for_plain(&field.name, &attribute),
            Shape::ForeignKey { one_to_one, .. } => {
                unfit_for_foreign_key(&field.name, *one_to_one, &attribute)
            }
            Shape::ManyToMany { through, .. } => {
                many_to_many::unfit(&field.name, through.as_deref(), &attribute)
            }
            Shape::Unknown { .. } => None,
        };
        if let Some(message) = message {
            errors.at(given, message);
        }
    }
}

fn unfit_for_plain(name: &str, attribute: &str) -> Option<String> {
    match attribute {
        "on_delete" | "related_name" | "join_table" | "path" | "reverse" | "symmetrical"
        | "through_fields" | "duplicates" | "surrogate_id" => {
            Some(format!("`{name}` is no relation: remove `{attribute}`"))
        }
        _ => None,
    }
}

fn unfit_for_foreign_key(name: &str, one_to_one: bool, attribute: &str) -> Option<String> {
    let kind = if one_to_one {
        "one-to-one"
    } else {
        "a foreign key"
    };
    match attribute {
        "join_table" | "surrogate_id" => Some(format!(
            "`{name}` is {kind} and has no join table: remove `{attribute}`"
        )),
        "through_fields" | "duplicates" => Some(format!(
            "`{name}` is {kind} and has no through model: remove `{attribute}`"
        )),
        "symmetrical" => Some(format!(
            "`{name}` is {kind}, which leads one way: only a `ManyToMany` can be `symmetrical`"
        )),
        _ => None,
    }
}

/// The variant of `OnDelete`.
fn on_delete(field: &FieldInput, optional: bool, errors: &mut Errors) -> &'static str {
    let default = if optional { "SetNull" } else { "Cascade" };
    let Some(Given { name, value }) = &field.attributes.on_delete else {
        return default;
    };
    let word = match value {
        Expr::Path(path) => path
            .path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default(),
        _ => String::new(),
    };
    let Some((_, variant)) = ON_DELETE.iter().find(|(known, _)| *known == word) else {
        errors.at(value, unknown_word(&word));
        return default;
    };
    match *variant {
        "SetNull" if !optional => {
            let ty = field.ty.to_token_stream().to_string().replace(' ', "");
            let message = format!(
                "`{}` cannot become null: make it an `Option<{ty}>`",
                field.name
            );
            errors.at(value, message);
        }
        "SetDefault" if field.attributes.db_default.is_none() => {
            let message = format!(
                "`{}` has no default in the database: add `db_default = …`, the key that it gets",
                field.name
            );
            errors.at(name, message);
        }
        _ => {}
    }
    variant
}

fn unknown_word(word: &str) -> String {
    let known = ON_DELETE.map(|(word, _)| word);
    match nearest(word, known) {
        Some(nearest) => format!("did you mean `on_delete = {nearest}`?"),
        None => format!("`on_delete` is one of {}, without quotes", known.join(", ")),
    }
}
