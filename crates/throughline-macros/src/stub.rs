//! What a declaration with errors becomes: its errors, and enough of a model that its uses
//! elsewhere are not errors too. None of it ever runs.

use proc_macro2::TokenStream;
use quote::quote;

use crate::check::Model;
use crate::expand::{builder, checks, model_static, path, relations, row, tl, wrap};
use crate::parse::model::ItemShape;

pub(crate) fn stub(model: &Model, shape: ItemShape) -> TokenStream {
    if shape == ItemShape::Unfit {
        return TokenStream::new();
    }
    let parts = [
        meta(model),
        implementation(model),
        path::expand(model),
        relations::expand(model),
        builder::expand(model),
        unique_key(model),
    ];
    wrap(&path::path_type(model), &parts)
}

fn meta(model: &Model) -> TokenStream {
    let tl = tl();
    let name = &model.name;
    let model_static = model_static();
    quote! {
        static #model_static: #tl::ModelDef = #tl::ModelDef {
            name: #name,
            module: "",
            table: "",
            fields: &[],
            primary_key: &[],
            relations: &[],
            unique: &[],
            indexes: &[],
            ordering: &[],
        };
    }
}

fn implementation(model: &Model) -> TokenStream {
    let tl = tl();
    let model_static = model_static();
    let key = key_type(model);
    let items = quote! {
        const META: &'static #tl::ModelDef = &#model_static;
        type Key = #key;

        fn from_row(_: &mut #tl::RowCursor<'_>) -> #tl::Result<Self> {
            loop {}
        }

        fn to_values(&self) -> ::std::vec::Vec<#tl::Value> {
            loop {}
        }

        fn key(&self) -> Self::Key {
            loop {}
        }
    };
    row::implementation(model, &items)
}

/// The key's type, or the usual one where the key is among the errors.
fn key_type(model: &Model) -> TokenStream {
    let types: Vec<&syn::Type> = model.key_fields().map(|field| &field.ty).collect();
    match types.as_slice() {
        [] => quote!(i64),
        [ty] => quote!(#ty),
        types => quote!((#(#types),*)),
    }
}

/// As if one unique key were clear, whether it is or not.
fn unique_key(model: &Model) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let functions = checks::unique_keys(model);
    quote! {
        #functions

        #[automatically_derived]
        impl #tl::OneUniqueKey for #ident {}
    }
}
