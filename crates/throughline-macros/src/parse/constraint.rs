//! The checks of a model as they stand in the attribute: `adult = age >= 18, …`.
//!
//! A condition is Rust's own syntax. What it may consist of is judged by
//! [`check`](crate::check), which knows the fields.

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, Token};

/// A check constraint: its name and its condition.
#[derive(Clone)]
pub(crate) struct ConstraintInput {
    pub(crate) name: Ident,
    pub(crate) condition: Expr,
}

impl Parse for ConstraintInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let named = input.peek(Ident::peek_any)
            && input.peek2(Token![=])
            && !input.peek2(Token![==])
            && !input.peek2(Token![=>]);
        if !named {
            return Err(input.error("a check needs a name: `check(adult = age >= 18)`"));
        }
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            let message = format!("what is to be checked? Write `{name} = age >= 18`");
            return Err(syn::Error::new(name.span(), message));
        }
        let condition = input.parse()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            let message = format!("expected `,` or an operator behind the condition of `{name}`");
            return Err(input.error(message));
        }
        Ok(ConstraintInput { name, condition })
    }
}

/// Reads checks to the end; passes over a faulty one to the next comma.
pub(super) fn read_all(input: ParseStream<'_>) -> syn::Result<Vec<syn::Result<ConstraintInput>>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        let one = input.parse();
        if one.is_err() {
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
        }
        all.push(one);
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(all)
}
