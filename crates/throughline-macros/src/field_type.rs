//! `#[derive(FieldType)]`: a struct around one field type; and what it shares with
//! `#[derive(Choice)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Ident, Type};

use crate::errors::Errors;
use crate::expand::{as_trait, tl};

/// What a type is kept as.
pub(crate) enum Inner<'a> {
    Text,
    Type(&'a Type),
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, "a field type cannot have parameters");
    }
    let message = format!(
        "`#[derive(FieldType)]` is for a struct around one value: `struct {ident}(String);`"
    );
    match &input.data {
        Data::Struct(data) if data.fields.len() == 1 => {
            if errors.is_empty() {
                return expand(ident, &data.fields);
            }
        }
        Data::Struct(data) if !data.fields.is_empty() => errors.at(&data.fields, message),
        Data::Enum(_) => errors.at(
            ident,
            format!("{message}. For an enum, `#[derive(Choice)]`"),
        ),
        Data::Struct(_) | Data::Union(_) => errors.at(ident, message),
    }
    let mut tokens = errors.into_compile_errors();
    if input.generics.params.is_empty() {
        tokens.extend(stub(ident));
    }
    tokens
}

/// A field type that never runs, so that the uses of one with errors are no errors too.
pub(crate) fn stub(ident: &Ident) -> TokenStream {
    let tl = tl();
    let traits = traits(ident, &Inner::Text);
    quote! {
        #[automatically_derived]
        impl #tl::FieldType for #ident {
            const COLUMN_TYPE: #tl::ColumnType = #tl::ColumnType::Text;
            type Kind = #tl::kind::Plain;
            type Nullable = ::core::option::Option<Self>;

            fn from_value(
                _: #tl::ValueRef<'_>,
            ) -> ::core::result::Result<Self, #tl::FromValueError> {
                loop {}
            }

            fn to_value(&self) -> #tl::Value {
                loop {}
            }
        }
        #traits
    }
}

fn expand(ident: &Ident, fields: &Fields) -> TokenStream {
    let tl = tl();
    let inner = fields.iter().next();
    let members = fields.members();
    let own = members.clone();
    let Some(field) = inner else {
        return TokenStream::new();
    };
    let ty = &field.ty;
    let field_type = as_trait(ty, "FieldType");
    let kind = quote_spanned!(ty.span()=> type Kind = #field_type::Kind;);
    let traits = traits(ident, &Inner::Type(ty));
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #tl::FieldType for #ident {
            const COLUMN_TYPE: #tl::ColumnType = #field_type::COLUMN_TYPE;
            const NULLABLE: bool = #field_type::NULLABLE;
            const CHOICES: &'static [&'static str] = #field_type::CHOICES;
            #kind
            type Nullable = ::core::option::Option<Self>;

            fn from_value(
                value: #tl::ValueRef<'_>,
            ) -> ::core::result::Result<Self, #tl::FromValueError> {
                let value = #field_type::from_value(value)?;
                ::core::result::Result::Ok(Self { #(#members: value)* })
            }

            fn to_value(&self) -> #tl::Value {
                #field_type::to_value(&self.#(#own)*)
            }
        }
        #traits
    }
}

/// What makes a field type of the user's as good as one of the library's: values of it for
/// setters and lookups, also as the key of a model.
pub(crate) fn traits(ident: &Ident, inner: &Inner<'_>) -> TokenStream {
    let tl = tl();
    let inner = match inner {
        Inner::Text => quote!(::std::string::String),
        Inner::Type(ty) => quote!(#ty),
    };
    let by_value = key_traits(ident, &quote!(#ident), &quote!(self));
    let by_reference = key_traits(ident, &quote!(&#ident), &quote!(cloned::<M>(self)));
    quote! {
        // A key where it can be one. The unused lifetimes keep the compiler from judging the
        // bounds here: where they do not hold, the type is no key, and that is no error.
        #[automatically_derived]
        impl #tl::Key for #ident
        where
            for<'unused> #inner: #tl::SingleKey,
            for<'unused> #ident: ::core::clone::Clone
                + ::core::cmp::PartialEq
                + ::core::fmt::Debug
                + ::core::marker::Send
                + ::core::marker::Sync,
        {
            fn to_values(&self) -> ::std::vec::Vec<#tl::Value> {
                ::std::vec![#tl::FieldType::to_value(self)]
            }

            fn each_value(&self, take: &mut dyn ::core::ops::FnMut(#tl::Value)) {
                take(#tl::FieldType::to_value(self));
            }
        }

        #[automatically_derived]
        impl #tl::SingleKey for #ident
        where
            for<'unused> #inner: #tl::SingleKey,
            for<'unused> #ident: #tl::Key + ::core::cmp::Eq + ::core::hash::Hash,
        {
        }

        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #tl::CustomField for #ident {}

        const _: () = {
            /// Keys can be cloned, whether or not this type can.
            fn cloned<M: #tl::Model>(key: &M::Key) -> M::Key {
                ::core::clone::Clone::clone(key)
            }
            #by_value
            #by_reference
        };
    }
}

/// The key `from` as a row of any model with that key.
fn key_traits(ident: &Ident, from: &TokenStream, key: &TokenStream) -> TokenStream {
    let tl = tl();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<M: #tl::Model<Key = #ident>> #tl::Target<M> for #from {
            fn target_key(self) -> #ident {
                #key
            }
        }

        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<M: #tl::Model<Key = #ident>> #tl::IntoField<#tl::ForeignKey<M>> for #from {
            fn into_field(self) -> #tl::ForeignKey<M> {
                #tl::ForeignKey::new(#key)
            }
        }

        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<M: #tl::Model<Key = #ident>>
            #tl::IntoField<::core::option::Option<#tl::ForeignKey<M>>> for #from
        {
            fn into_field(self) -> ::core::option::Option<#tl::ForeignKey<M>> {
                ::core::option::Option::Some(#tl::ForeignKey::new(#key))
            }
        }
    }
}
