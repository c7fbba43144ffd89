//! What a declaration with errors becomes: its errors, and enough of a model that its uses
//! elsewhere are not errors too. None of it ever runs.

use proc_macro2::TokenStream;
use quote::quote;

use crate::check::{Field, Model};
use crate::expand::{
    as_trait, builder, checks, links, model_static, path, relations, reverse, row, tl, wrap,
};
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
        reverse::expand(model),
        links::expand(model),
        builder::expand(model),
        unique_key(model),
    ];
    wrap(model, &parts)
}

/// The model as data. That it has no module says that it is a stub; its foreign keys are there
/// for other models to name them.
fn meta(model: &Model) -> TokenStream {
    let tl = tl();
    let name = &model.name;
    let model_static = model_static();
    let fields = model.columns().map(|(field, _)| {
        let name = &field.name;
        let references = field.relation.as_ref().map(|_| {
            quote! {
                references: ::core::option::Option::Some(#tl::ForeignKeyDef {
                    target: || loop {},
                    on_delete: #tl::OnDelete::Cascade,
                }),
            }
        });
        quote! {
            #tl::FieldDef {
                #references
                ..#tl::FieldDef::new(#name, "", #tl::ColumnType::Text)
            }
        }
    });
    quote! {
        static #model_static: #tl::ModelDef = #tl::ModelDef {
            name: #name,
            module: "",
            table: "",
            fields: &[#(#fields),*],
            primary_key: &[],
            relations: &[],
            unique: &[],
            indexes: &[],
            checks: &[],
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
    let fields: Vec<&Field> = model.key_fields().collect();
    let types = fields.iter().map(|field| &field.ty);
    match fields.as_slice() {
        [] => quote!(i64),
        [
            Field {
                relation: Some(relation),
                ..
            },
        ] => {
            let target = as_trait(&relation.target.ty, "Model");
            quote!(#target::Key)
        }
        [_] => quote!(#(#types)*),
        _ => quote!((#(#types),*)),
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
