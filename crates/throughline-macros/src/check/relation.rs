//! Relations: their two names, and what may be said about each kind.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, Ident, LitStr};

use super::column::{LONGEST_NAME, check_name};
use super::{Relation, RelationKind, Reverse};
use crate::errors::Errors;
use crate::parse::attribute::Given;
use crate::parse::field::FieldInput;
use crate::parse::model::ModelInput;
use crate::parse::relation::{Shape, Target};
use crate::text::{nearest, snake};

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
    model: Ident,
    /// Whether the model's key has several fields.
    composite: bool,
    fields: Vec<String>,
    /// The ends so far: type of the target, and name.
    ends: Vec<(String, String)>,
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
            next: 0,
        }
    }

    /// The relation that the field is, if it is one.
    pub(super) fn check(&mut self, field: &FieldInput, errors: &mut Errors) -> Option<Relation> {
        check_given(field, errors);
        let (mut target, kind) = match &field.shape {
            Shape::Plain(_) | Shape::Unknown { .. } => return None,
            Shape::ForeignKey { target, optional } => {
                let on_delete = on_delete(field, *optional, target, errors);
                let kind = RelationKind::ForeignKey {
                    optional: *optional,
                    on_delete,
                };
                (target.clone(), kind)
            }
            Shape::ManyToMany {
                target,
                through: None,
            } => {
                let join_table = field.attributes.join_table.as_ref();
                let join_table = join_table.map(|table| table.value.clone());
                if let Some(table) = &join_table {
                    check_name(table, "join table", errors);
                }
                (target.clone(), RelationKind::Simple { join_table })
            }
            Shape::ManyToMany {
                target,
                through: Some(through),
            } => (target.clone(), RelationKind::Through(through.clone())),
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
        let reverse = self.reverse(field, &target, errors);
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
        let ident = match given {
            Some(given) => related_name(&given.value, target, errors)?,
            None => self.default_name(field, errors)?,
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
        Some(Reverse {
            ident,
            given: given.is_some(),
        })
    }

    fn default_name(&self, field: &FieldInput, errors: &mut Errors) -> Option<Ident> {
        let name = format!("{}_set", snake(&self.model.unraw().to_string()));
        if name.len() > LONGEST_NAME {
            let message = format!(
                "the default name of the other end, `{name}`, is longer than {LONGEST_NAME} bytes: \
                 give it one by `#[field(related_name = \"…\")]`"
            );
            errors.at(&field.ident, message);
            return None;
        }
        Some(Ident::new(&name, field.ident.span()))
    }
}

/// The name that was given to the other end.
fn related_name(given: &LitStr, target: &Target, errors: &mut Errors) -> Option<Ident> {
    let name = given.value();
    if name == "+" {
        return None;
    }
    let raw = || syn::parse_str::<Ident>(&format!("r#{name}")).ok();
    let Some(mut ident) = syn::parse_str::<Ident>(&name).ok().or_else(raw) else {
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
    if name.contains("__") {
        errors.at(
            given,
            "`__` parts the steps of a path that is written as text: use one `_`",
        );
        return None;
    }
    Some(ident)
}

/// Reports attributes that have no meaning on this kind of field.
fn check_given(field: &FieldInput, errors: &mut Errors) {
    let name = &field.name;
    for given in &field.attributes.given {
        let attribute = given.to_string();
        let message = match (&field.shape, attribute.as_str()) {
            (Shape::ManyToMany { .. }, "related_name" | "path") => continue,
            (Shape::ManyToMany { through: None, .. }, "join_table") => continue,
            (
                Shape::ManyToMany {
                    through: Some(through),
                    ..
                },
                "join_table",
            ) => {
                let through = through.to_token_stream();
                format!(
                    "the links of `{name}` are rows of `{through}`: remove `join_table`, and name \
                     the table there by `#[model(table = \"…\")]`"
                )
            }
            (Shape::ManyToMany { .. }, "on_delete") => {
                format!("the links of `{name}` go with either row: remove `on_delete`")
            }
            (Shape::ManyToMany { .. }, _) => {
                format!("`{name}` is many-to-many and has no column: remove `{attribute}`")
            }
            (Shape::ForeignKey { .. }, "join_table") => {
                format!("`{name}` is a foreign key and has no join table: remove `join_table`")
            }
            (Shape::Plain(_), "on_delete" | "related_name" | "join_table" | "path") => {
                format!("`{name}` is no relation: remove `{attribute}`")
            }
            _ => continue,
        };
        errors.at(given, message);
    }
}

/// The variant of `OnDelete`.
fn on_delete(
    field: &FieldInput,
    optional: bool,
    target: &Target,
    errors: &mut Errors,
) -> &'static str {
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
            let message = format!(
                "`{}` cannot become null: make it an `Option<ForeignKey<{}>>`",
                field.name, target.name
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
