//! The implementation of `Model`: rows to values and back, and the key.

use proc_macro2::TokenStream;
use quote::quote;

use super::{as_trait, builder, model_static, path, tl};
use crate::check::{Field, Model};

pub(super) fn expand(model: &Model) -> TokenStream {
    let tl = tl();
    let model_static = model_static();
    let reads = model.fields.iter().map(read);
    let values = model.columns().map(|(field, _)| {
        let ident = &field.ident;
        let field_type = as_trait(&field.ty, "FieldType");
        quote!(#field_type::to_value(&self.#ident))
    });
    // A relation is there for its accessors; to the compiler nobody would ever read its field.
    let links = model.fields.iter().filter(|field| field.column.is_none());
    let links = links.map(|field| &field.ident);
    let (key_type, key) = key(model);
    let body = quote! {
        const META: &'static #tl::ModelDef = &#model_static;
        type Key = #key_type;

        fn from_row(cursor: &mut #tl::RowCursor<'_>) -> #tl::Result<Self> {
            ::core::result::Result::Ok(Self { #(#reads),* })
        }

        fn to_values(&self) -> ::std::vec::Vec<#tl::Value> {
            #(let _ = &self.#links;)*
            ::std::vec![#(#values),*]
        }

        fn key(&self) -> Self::Key {
            #key
        }
    };
    implementation(model, &body)
}

/// The implementation of `Model` with these items and what never differs.
pub(crate) fn implementation(model: &Model, items: &TokenStream) -> TokenStream {
    let tl = tl();
    let Model { ident, name, .. } = model;
    let path = path::ident(model);
    let builder = builder::ident(model);
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #tl::Model for #ident {
            const NAME: &'static str = #name;
            type Path = #path;
            type Builder = #builder;
            #items
        }
    }
}

fn read(field: &Field) -> TokenStream {
    let ident = &field.ident;
    if field.column.is_none() {
        let tl = tl();
        return quote!(#ident: #tl::ManyToMany::new());
    }
    let field_type = as_trait(&field.ty, "FieldType");
    quote!(#ident: cursor.read_as(#field_type::from_value)?)
}

/// The type of the key, and the expression that makes it.
fn key(model: &Model) -> (TokenStream, TokenStream) {
    let fields: Vec<&Field> = model.key_fields().collect();
    if let [
        Field {
            ident,
            relation: Some(relation),
            ..
        },
    ] = fields.as_slice()
    {
        // The key of the row that a one-to-one key points to is this row's key too.
        let target = as_trait(&relation.target.ty, "Model");
        let key = quote!(::core::clone::Clone::clone(self.#ident.key()));
        return (quote!(#target::Key), key);
    }
    let types = fields.iter().map(|field| &field.ty);
    let values = fields.iter().map(|field| {
        let ident = &field.ident;
        quote!(::core::clone::Clone::clone(&self.#ident))
    });
    if fields.len() == 1 {
        return (quote!(#(#types)*), quote!(#(#values)*));
    }
    (quote!((#(#types),*)), quote!((#(#values),*)))
}
