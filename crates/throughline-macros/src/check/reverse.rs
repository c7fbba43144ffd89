//! The other end of a relation: its name, and whether that can be a name on the target.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::Reverse;
use super::column::LONGEST_NAME;
use super::relation::{METHODS, Relations};
use crate::errors::Errors;
use crate::parse::field::FieldInput;
use crate::parse::relation::{Shape, Target};
use crate::text::{camel, snake};

impl Relations {
    /// The other end. None if its name was given as `"+"`, or cannot be used.
    pub(super) fn reverse(
        &mut self,
        field: &FieldInput,
        target: &Target,
        errors: &mut Errors,
    ) -> Option<Reverse> {
        let by_trait = self.by_trait(field, errors);
        let given = field.attributes.related_name.as_ref();
        let ident = match given {
            Some(given) => related_name(&given.value, target, errors)?,
            None => self.default_name(field, target, errors)?,
        };
        let at = given.map_or_else(
            || field.ident.to_token_stream(),
            |given| given.value.to_token_stream(),
        );
        self.check_end(&ident, target, &at, errors)?;
        Some(Reverse {
            ident,
            given: given.is_some(),
            by_trait,
        })
    }

    /// The trait that gives the other end, if that was asked for, even in wrong words.
    fn by_trait(&self, field: &FieldInput, errors: &mut Errors) -> Option<Ident> {
        let mut attributes = field.attributes.given.iter();
        let mark = attributes.find(|attribute| *attribute == "reverse")?;
        let given = field.attributes.related_name.as_ref();
        if given.is_some_and(|given| given.value.value() == "+") {
            let message = "`related_name = \"+\"` gives the relation no other end, so there is \
                           nothing for a trait to give: remove one of the two";
            errors.at(mark, message);
        }
        let (model, field) = (self.model.unraw(), camel(&field.name));
        Some(format_ident!("{model}{field}Reverse", span = mark.span()))
    }

    /// Reports a name that something else of this declaration has already.
    fn check_end(
        &mut self,
        ident: &Ident,
        target: &Target,
        at: &TokenStream,
        errors: &mut Errors,
    ) -> Option<()> {
        let name = ident.unraw().to_string();
        if self.model.unraw() == target.name && self.fields.contains(&name) {
            let message = format!(
                "`{}` already has a field `{name}`: give the other end of this relation another \
                 name by `#[field(related_name = \"…\")]`",
                self.model
            );
            errors.at(at, message);
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
            errors.at(at, message);
            return None;
        }
        self.ends.push(end);
        Some(())
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
        let fault = if name.len() > LONGEST_NAME {
            format!("is longer than {LONGEST_NAME} bytes")
        } else if METHODS.contains(&name.as_str()) {
            format!("would hide a method of `{}`", target.name)
        } else if let Some(mut ident) = identifier(&name) {
            ident.set_span(field.ident.span());
            return Some(ident);
        } else {
            "is a word of Rust".to_owned()
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
pub(super) fn unfit_for_a_path(name: &str) -> Option<&'static str> {
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
