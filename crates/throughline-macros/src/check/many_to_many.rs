//! Many-to-many relations: where their links are, and what may be said about each kind.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Ident, Type};

use super::column::check_name;
use super::relation::Relations;
use super::{Ends, Links, RelationKind, Through};
use crate::errors::Errors;
use crate::parse::field::FieldInput;
use crate::parse::relation::Target;

impl Relations {
    /// The kind of a many-to-many relation.
    pub(super) fn many_to_many(
        &mut self,
        field: &FieldInput,
        target: &Target,
        through: Option<&Type>,
        errors: &mut Errors,
    ) -> RelationKind {
        let attributes = &field.attributes;
        let symmetrical = self.symmetrical(field, target, errors);
        let links = match through {
            None => {
                let name = attributes.join_table.as_ref();
                let name = name.map(|table| table.value.clone());
                if let Some(table) = &name {
                    check_name(table, "join table", errors);
                }
                let surrogate_id = attributes.surrogate_id.is_some();
                Links::Table { name, surrogate_id }
            }
            Some(model) => {
                let through = Through {
                    model: model.clone(),
                    ends: self.ends(field, target, model, errors),
                    duplicates: attributes.duplicates.is_some(),
                };
                self.check_links(field, target, &through, errors);
                Links::Through(Box::new(through))
            }
        };
        RelationKind::ManyToMany { links, symmetrical }
    }

    /// Whether the relation is symmetrical. Between two models it cannot be.
    fn symmetrical(&self, field: &FieldInput, target: &Target, errors: &mut Errors) -> bool {
        let Some(mark) = &field.attributes.symmetrical else {
            return false;
        };
        let model = self.model.unraw();
        if model != target.name {
            let message = format!(
                "`{}` relates `{model}` to `{}`, and only a relation of a model with itself can \
                 be symmetrical: remove `symmetrical`, or point it to `{model}`",
                field.name, target.name
            );
            errors.at(&mark.name, message);
            return false;
        }
        let attributes = &field.attributes;
        let related_name = attributes.related_name.as_ref().map(|given| &given.name);
        let by_trait = attributes.reverse.as_ref().map(|given| &given.name);
        for given in related_name.into_iter().chain(by_trait) {
            let message = format!(
                "a symmetrical relation is the same from both ends, and `{}` is its name: remove \
                 `{given}`",
                field.name
            );
            errors.at(given, message);
        }
        true
    }

    /// The two foreign keys of the links. Where both ends are the same model the user has to name
    /// them.
    fn ends(
        &self,
        field: &FieldInput,
        target: &Target,
        through: &Type,
        errors: &mut Errors,
    ) -> Ends {
        let model = self.model.unraw();
        let through = through.to_token_stream().to_string().replace(' ', "");
        let Some(given) = &field.attributes.through_fields else {
            let faulty = |given: &Ident| given == "through_fields";
            if field.attributes.given.iter().any(faulty) {
                return Ends::Unknown;
            }
            if self.is_own(target) {
                let message = format!(
                    "`{through}` has two foreign keys to `{model}`: say which is which by \
                     `#[field(through_fields(a, b))]`, first the one to the row that has `{}`, \
                     then the one to the rows in it",
                    field.name
                );
                errors.at(&field.ident, message);
                return Ends::Unknown;
            }
            return Ends::ByModel;
        };
        let names: Vec<&Ident> = given.value.iter().map(|term| &term.field).collect();
        let order = format!(
            "first the foreign key of `{through}` to `{model}`, then the one to `{}`",
            target.name
        );
        match names.as_slice() {
            [a, b] if a == b => {
                errors.at(b, format!("`{a}` cannot point to both ends: name {order}"));
                Ends::Unknown
            }
            [a, b] => Ends::Named([(*a).clone(), (*b).clone()]),
            _ => {
                let message = format!("`through_fields` takes two names: {order}");
                errors.at(&given.name, message);
                Ends::Unknown
            }
        }
    }

    /// Reports a relation that has the same links as another of this model.
    fn check_links(
        &mut self,
        field: &FieldInput,
        target: &Target,
        through: &Through,
        errors: &mut Errors,
    ) {
        let ends = match &through.ends {
            Ends::ByModel => String::new(),
            Ends::Named([source, target]) => format!("{source} {target}"),
            Ends::Unknown => return,
        };
        let links = format!(
            "{} {} {ends}",
            target.ty.to_token_stream(),
            through.model.to_token_stream(),
        );
        if let Some((_, other)) = self.links.iter().find(|(known, _)| *known == links) {
            let message = format!(
                "`{}` and `{other}` have the same links, those of `{}`: remove one of the two, or \
                 let them go by other foreign keys, `#[field(through_fields(a, b))]`",
                field.name,
                through.model.to_token_stream(),
            );
            errors.at(&field.ident, message);
        }
        self.links.push((links, field.name.clone()));
    }

    /// Whether the target is named as this model is.
    fn is_own(&self, target: &Target) -> bool {
        matches!(&target.ty, Type::Path(path) if path.path.is_ident(&self.model))
    }
}

/// Why an attribute has no meaning on a many-to-many field.
pub(super) fn unfit(name: &str, through: Option<&Type>, attribute: &str) -> Option<String> {
    let model = through.map(|through| through.to_token_stream().to_string().replace(' ', ""));
    let message = match (attribute, model) {
        ("related_name" | "path" | "reverse" | "symmetrical" | "renamed_from", _) => return None,
        ("join_table" | "surrogate_id", None) | ("through_fields" | "duplicates", Some(_)) => {
            return None;
        }
        ("join_table", Some(through)) => format!(
            "the links of `{name}` are rows of `{through}`: remove `join_table`, and name the \
             table there by `#[model(table = \"…\")]`"
        ),
        ("surrogate_id", Some(through)) => format!(
            "the links of `{name}` are rows of `{through}`, which has a primary key of its own: \
             remove `surrogate_id`"
        ),
        ("through_fields", None) => format!(
            "`{name}` has no through model whose fields could be named: add it to the type, \
             `ManyToMany<Student, Enrollment>`, or remove `through_fields`"
        ),
        ("duplicates", None) => format!(
            "a join table holds each pair once: remove `duplicates`, or keep the links of \
             `{name}` in a through model"
        ),
        ("on_delete", _) => {
            format!("the links of `{name}` go with either row: remove `on_delete`")
        }
        _ => format!("`{name}` is many-to-many and has no column: remove `{attribute}`"),
    };
    Some(message)
}
