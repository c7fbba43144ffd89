//! Relations: the kind of each, its accessor, and what may be said about it.

use quote::ToTokens;
use syn::{Expr, Ident};

use super::reverse::unfit_for_a_path;
use super::{Relation, RelationKind, many_to_many};
use crate::errors::Errors;
use crate::parse::attribute::Given;
use crate::parse::field::FieldInput;
use crate::parse::model::ModelInput;
use crate::parse::relation::Shape;
use crate::text::nearest;

/// Methods that every model has. An accessor of that name would hide one.
pub(super) const METHODS: [&str; 10] = [
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
    pub(super) fields: Vec<String>,
    /// The ends so far: type of the target, and name.
    pub(super) ends: Vec<(String, String)>,
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
