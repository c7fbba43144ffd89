//! From a model to code: data, decoding, paths, accessors, a builder. Never statements.
//!
//! Everything is within one `const _` so that no helper of ours meets a name of the user's,
//! except the path type and the traits of reverse ends, which stand beside the model because
//! other modules name them.
//!
//! Tokens that name one of the user's types are spanned at that type: the compiler's errors about
//! it then point there, and are told once however often the type is used.

pub(crate) mod builder;
pub(crate) mod checks;
mod constraint;
pub(crate) mod links;
mod meta;
pub(crate) mod path;
pub(crate) mod relations;
pub(crate) mod reverse;
pub(crate) mod row;
mod tables;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use crate::check::Model;
use crate::parse::attribute::Literal;

/// The code for a model without errors.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let parts = [
        tables::expand(model),
        meta::expand(model),
        row::expand(model),
        path::expand(model),
        relations::expand(model),
        reverse::expand(model),
        links::expand(model),
        builder::expand(model),
        checks::expand(model),
    ];
    wrap(model, &parts)
}

/// The path type and the traits of reverse ends, and the rest within a `const`.
pub(crate) fn wrap(model: &Model, parts: &[TokenStream]) -> TokenStream {
    let path_type = path::path_type(model);
    let traits = reverse::traits(model);
    quote! {
        #path_type
        #traits
        #[allow(
            dead_code,
            private_bounds,
            private_interfaces,
            unreachable_pub,
            reason = "which of these methods is used, and from where, the derive cannot know"
        )]
        #[allow(
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            clippy::new_ret_no_self,
            clippy::self_named_constructors,
            clippy::iter_not_returning_iterator,
            clippy::type_complexity,
            reason = "methods are named by the fields, and take their types"
        )]
        const _: () = {
            #(#parts)*
        };
    }
}

/// The path of what the derive may name.
pub(crate) fn tl() -> TokenStream {
    quote!(::throughline::__private)
}

/// A method that other code may name. All of it is spanned at its name: there the compiler then
/// points if another derive or the user has a method of that name.
pub(crate) struct Method<'m> {
    pub(crate) model: &'m Model,
    pub(crate) name: &'m Ident,
    pub(crate) doc: String,
    /// What is lost with the result, unless its type says so.
    pub(crate) must_use: Option<&'static str>,
    pub(crate) parameters: TokenStream,
    pub(crate) result: TokenStream,
    pub(crate) body: TokenStream,
}

impl ToTokens for Method<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Method {
            name,
            doc,
            result,
            body,
            ..
        } = self;
        let must_use = self.must_use.map(|reason| quote!(#[must_use = #reason]));
        let span = name.span();
        let vis = at(span, self.model.vis.to_token_stream());
        let parameters = at(span, self.parameters.clone());
        tokens.extend(quote_spanned! {span=>
            #[doc = #doc]
            #must_use
            #vis fn #name(#parameters) -> #result {
                #body
            }
        });
    }
}

/// The path of what the derive may name, spanned there.
pub(crate) fn tl_at(span: Span) -> TokenStream {
    quote_spanned!(span=> ::throughline::__private)
}

/// The same tokens, all of them spanned there.
pub(crate) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = token {
                token = Group::new(group.delimiter(), at(span, group.stream())).into();
            }
            token.set_span(span);
            token
        })
        .collect()
}

/// The static that holds the data of the model.
pub(crate) fn model_static() -> Ident {
    Ident::new("__MODEL", Span::call_site())
}

/// A type as a trait, for an associated item: `<Student as Model>`. All of it is spanned at the
/// type.
pub(crate) fn as_trait(ty: &Type, name: &str) -> TokenStream {
    let span = ty.span();
    let name = Ident::new(name, span);
    quote_spanned!(span=> <#ty as ::throughline::__private::#name>)
}

/// A constant as data.
pub(crate) fn literal(literal: &Literal) -> TokenStream {
    let tl = tl();
    match literal {
        Literal::Bool(value) => quote!(#tl::Literal::Bool(#value)),
        Literal::Int(value) => quote!(#tl::Literal::Int(#value)),
        Literal::Float(value) => quote!(#tl::Literal::Float(#value)),
        Literal::Text(value) => quote!(#tl::Literal::Text(#value)),
    }
}
