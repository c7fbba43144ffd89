//! The tables that a declaration makes: its own, and its join tables.
//!
//! Their default names are those of the app that the crate declares, which the derive cannot see. It
//! writes constants, and what is to be true of them.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::{as_trait, tl};
use crate::check::{Field, Links, Model, Relation, RelationKind};

/// The constant that holds the name of the model's table.
pub(super) fn own_table() -> Ident {
    format_ident!("__TABLE")
}

/// The constants: the app, and the names.
pub(super) fn expand(model: &Model) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let own = own_table();
    let own_name = match &model.table {
        Some(table) => table.to_token_stream(),
        None => of_app(&quote!(table(<#ident as #tl::Model>::NAME))),
    };
    let join_tables = join_tables(model).map(|(field, relation, given)| {
        let constant = join_table(relation);
        let field = &field.name;
        let name = match given {
            Some(table) => table.to_token_stream(),
            None => of_app(&quote!(join_table(<#ident as #tl::Model>::NAME, #own, #field))),
        };
        quote!(const #constant: &'static str = #name;)
    });
    let app = app();
    let distinct = distinct(model);
    quote! {
        #app
        const #own: &'static str = #own_name;
        #(#join_tables)*
        #distinct
    }
}

/// The app of the crate. The constant that `throughline::app!` puts at its root hides the one of
/// an app that nobody declared.
fn app() -> TokenStream {
    let tl = tl();
    quote! {
        #[allow(unused_imports, reason = "which of the two gives the constant depends on the crate")]
        const __APP: #tl::names::App = {
            use #tl::default_app::*;
            {
                use crate::*;
                __THROUGHLINE_APP
            }
        };
    }
}

/// A name that the app makes, as text.
fn of_app(call: &TokenStream) -> TokenStream {
    let tl = tl();
    quote!({
        const NAME: #tl::names::Name = __APP.#call;
        NAME.as_str()
    })
}

/// The join table of a relation as data.
pub(super) fn links(model: &Model, relation: &Relation, surrogate_id: bool) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let target = as_trait(&relation.target.ty, "Model");
    let ends = quote!((<#ident as #tl::Model>::NAME, #target::NAME));
    let source_column = of_app(&quote!(source_column #ends));
    let target_column = of_app(&quote!(target_column #ends));
    let table = join_table(relation);
    quote!(__APP.links(#table, [#source_column, #target_column], #surrogate_id))
}

/// The constant that holds the name of a join table.
fn join_table(relation: &Relation) -> Ident {
    format_ident!("__JOIN_TABLE_{}", relation.index)
}

/// The relations that have a join table, and its name if the user gave one.
fn join_tables(model: &Model) -> impl Iterator<Item = (&Field, &Relation, Option<&LitStr>)> {
    model
        .relations()
        .filter_map(|(field, relation)| match &relation.kind {
            RelationKind::ManyToMany {
                links: Links::Table { name, .. },
                ..
            } => Some((field, relation, name.as_ref())),
            _ => None,
        })
}

/// That no two of the tables have one name. Tables of other declarations are not seen here.
fn distinct(model: &Model) -> TokenStream {
    let tl = tl();
    let mut seen = vec![(own_table(), format!("the table of `{}`", model.name))];
    let mut assertions = TokenStream::new();
    for (field, relation, given) in join_tables(model) {
        let constant = join_table(relation);
        let span = given.map_or_else(|| field.ident.span(), Spanned::span);
        for (other, label) in &seen {
            let message = format!(
                "the join table of `{}` has the name of {label}: give it another by \
                 `#[field(join_table = \"…\")]`",
                field.name
            );
            assertions.extend(quote_spanned! {span=>
                const _: () = ::core::assert!(!#tl::names::same_table(#constant, #other), #message);
            });
        }
        seen.push((constant, format!("the join table of `{}`", field.name)));
    }
    assertions
}
