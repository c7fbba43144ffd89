//! Unique keys, and what only the compiler can check: assertions over types and constants.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use super::{links, model_static, reverse, tl};
use crate::check::{Column, Field, Model, Relation, RelationKind};

pub(super) fn expand(model: &Model) -> TokenStream {
    let unique_keys = unique_keys(model);
    let conflict_key = conflict_key(model);
    let columns = model
        .columns()
        .map(|(field, column)| column_type(field, column));
    let targets = model
        .relations()
        .filter(|(_, relation)| !relation.kind.is_foreign_key())
        .map(|(_, relation)| target(relation));
    let reverse = reverse_name(model);
    let pairs = model
        .relations()
        .filter_map(|(field, relation)| links::pair(model, field, relation));
    let both_ends = model
        .relations()
        .filter_map(|(field, relation)| links::both_ends(model, field, relation));
    let ends = model
        .relations()
        .filter_map(|(field, relation)| other_end(model, field, relation));
    quote! {
        #unique_keys
        #conflict_key
        #(#columns)*
        #(#targets)*
        #reverse
        #(#ends)*
        #(#both_ends)*
        #(#pairs)*
    }
}

/// `by_…` for each unique key.
pub(crate) fn unique_keys(model: &Model) -> TokenStream {
    let tl = tl();
    let Model { ident, vis, .. } = model;
    let functions = model.unique_keys().map(|positions| {
        let fields: Vec<&str> = positions
            .iter()
            .filter_map(|&key| model.column(key))
            .map(|field| field.name.as_str())
            .collect();
        let function = format_ident!("by_{}", fields.join("_and_"));
        let doc = format!(
            "The unique key {}, for `on`.",
            fields
                .iter()
                .map(|field| format!("`{field}`"))
                .collect::<Vec<_>>()
                .join(", ")
        );
        quote! {
            #[doc = #doc]
            #[must_use]
            #vis fn #function() -> #tl::UniqueKey<Self> {
                #tl::UniqueKey::new(&[#(#positions),*])
            }
        }
    });
    quote! {
        impl #ident {
            #(#functions)*
        }
    }
}

/// `OneUniqueKey`, where an upsert needs no `on`.
fn conflict_key(model: &Model) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let model_static = model_static();
    let one = model.unique.len() == 1 || (model.unique.is_empty() && model.key_is_given());
    let implementation = one.then(|| {
        quote! {
            #[automatically_derived]
            impl #tl::OneUniqueKey for #ident {}
        }
    });
    quote! {
        #implementation
        const _: () = ::core::assert!(
            #model_static.conflict_key().is_some() == #one,
            "throughline: the derive and `ModelDef::conflict_key` disagree; please report this"
        );
    }
}

/// That the column of a type whose name says nothing fits what the attributes ask.
fn column_type(field: &Field, column: &Column) -> TokenStream {
    let ty = &field.ty;
    let assertion = |attribute: &Ident, condition: TokenStream, what: &str| {
        let span = attribute.span();
        let message = format!(
            "`{attribute}` is for {what}, and `{}` is none: remove it",
            field.name
        );
        quote_spanned! {span=>
            const _: () = ::core::assert!(
                ::core::matches!(
                    <#ty as ::throughline::__private::FieldType>::COLUMN_TYPE,
                    #condition
                ),
                #message
            );
        }
    };
    let tl = tl();
    let max_length = column
        .max_length
        .as_ref()
        .map(|(attribute, _)| assertion(attribute, quote!(#tl::ColumnType::Text), "text"));
    let digits = column.digits.as_ref().map(|(attribute, _, _)| {
        assertion(
            attribute,
            quote!(#tl::ColumnType::Decimal),
            "decimal numbers",
        )
    });
    let auto_now = column.auto_now.as_ref().map(|(attribute, _)| {
        let types = quote! {
            #tl::ColumnType::Date
                | #tl::ColumnType::Time
                | #tl::ColumnType::DateTime
                | #tl::ColumnType::Timestamp
        };
        assertion(attribute, types, "dates and times")
    });
    quote!(#max_length #digits #auto_now)
}

/// That the key of a many-to-many target is one field. For a foreign key its type asks it.
fn target(relation: &Relation) -> TokenStream {
    let ty = &relation.target.ty;
    quote_spanned! {relation.target.span()=>
        const _: fn() = || {
            let _ = <
                <#ty as ::throughline::__private::Model>::Key
                    as ::throughline::__private::SingleKey
            >::from_key_value;
        };
    }
}

/// That the token of a default reverse end is the name that everything else uses.
fn reverse_name(model: &Model) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let default = |(_, relation): (&Field, &Relation)| {
        let reverse = relation.reverse.as_ref().filter(|reverse| !reverse.given)?;
        let name = reverse.ident.unraw().to_string();
        let of_core = reverse::default_name(relation);
        Some(quote! {
            const _: () = ::core::assert!(
                #tl::names::equal(
                    #tl::names::#of_core(<#ident as #tl::Model>::NAME).as_str(),
                    #name
                ),
                "throughline: the derive and `names` disagree; please report this"
            );
        })
    };
    let assertions = model.relations().filter_map(default);
    quote!(#(#assertions)*)
}

/// That both ends of a symmetrical relation are the same model, and that methods can be written
/// on a target.
fn other_end(model: &Model, field: &Field, relation: &Relation) -> Option<TokenStream> {
    let target = &relation.target.ty;
    let span = relation.target.span();
    if let RelationKind::ManyToMany {
        symmetrical: true, ..
    } = relation.kind
    {
        let own = &model.ident;
        return Some(quote_spanned! {span=>
            const _: () = <#target as ::throughline::__private::SameModel<#own>>::IS_THERE;
        });
    }
    relation
        .reverse
        .as_ref()
        .filter(|reverse| reverse.by_trait.is_none())?;
    let message = format!(
        "`{}` is a model of another crate, where this one can add no methods: give the other end \
         of `{}.{}` by a trait, `#[field(reverse = trait)]`, or give it none, \
         `#[field(related_name = \"+\")]`",
        relation.target.name, model.name, field.name,
    );
    Some(quote_spanned! {span=>
        const _: () = ::core::assert!(
            ::throughline::__private::names::same_crate(
                ::core::module_path!(),
                <#target as ::throughline::__private::Model>::META.module
            ),
            #message
        );
    })
}
