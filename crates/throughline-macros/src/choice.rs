//! `#[derive(Choice)]`: an enum without data as a text column.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Token, Variant};

use crate::errors::Errors;
use crate::expand::tl;
use crate::field_type::{Inner, stub, traits};
use crate::text::{either, snake};

/// The text in `#[choice("text")]` or `#[choice(rename = "text")]`.
struct ChoiceAttribute(LitStr);

impl Parse for ChoiceAttribute {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Ident::peek_any) {
            let name = input.call(Ident::parse_any)?;
            if name != "rename" {
                let message = "write the text of this variant alone: `#[choice(\"text\")]`";
                return Err(syn::Error::new(name.span(), message));
            }
            input.parse::<Token![=]>()?;
        }
        input.parse().map(ChoiceAttribute)
    }
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let variants = variants(input, &mut errors);
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, "a choice cannot have parameters");
        return errors.into_compile_errors();
    }
    let ident = &input.ident;
    if !errors.is_empty() {
        let mut tokens = errors.into_compile_errors();
        tokens.extend(stub(ident));
        return tokens;
    }
    let mut tokens = expand(ident, &variants);
    tokens.extend(traits(ident, &Inner::Text));
    tokens
}

/// The variants with their texts.
fn variants<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Vec<(&'i Ident, String)> {
    let name = &input.ident;
    let Data::Enum(data) = &input.data else {
        errors.at(
            name,
            "`#[derive(Choice)]` is for an enum; for a struct, `#[derive(FieldType)]`",
        );
        return Vec::new();
    };
    if data.variants.is_empty() {
        errors.at(
            name,
            format!("`{name}` has nothing to choose from: add a variant"),
        );
    }
    let mut variants: Vec<(&Ident, String)> = Vec::with_capacity(data.variants.len());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!(
                "`{}` carries data, and a choice is only a name: remove it, or keep `{name}` as \
                 `Json<{name}>`",
                variant.ident
            );
            errors.at(&variant.fields, message);
        }
        let (text, at) = text(variant, errors);
        if let Some((other, _)) = variants.iter().find(|(_, other)| *other == text) {
            let message = format!(
                "`{other}` is kept as \"{text}\" too: give one of the two another text by \
                 `#[choice(\"…\")]`"
            );
            match at {
                Some(at) => errors.at(&at, message),
                None => errors.at(&variant.ident, message),
            }
        }
        variants.push((&variant.ident, text));
    }
    variants
}

/// The text of a variant, and where the user gave it.
fn text(variant: &Variant, errors: &mut Errors) -> (String, Option<LitStr>) {
    let mut given: Option<LitStr> = None;
    let is_choice = |attribute: &&Attribute| attribute.path().is_ident("choice");
    for attribute in variant.attrs.iter().filter(is_choice) {
        match attribute.parse_args::<ChoiceAttribute>() {
            Ok(_) if given.is_some() => {
                errors.at(
                    attribute,
                    "the text of this variant is given twice: keep one of the two",
                );
            }
            Ok(ChoiceAttribute(text)) => given = Some(text),
            Err(_) => errors.at(
                attribute,
                "write the text of this variant: `#[choice(\"text\")]`",
            ),
        }
    }
    match given {
        Some(text) => (text.value(), Some(text)),
        None => (snake(&variant.ident.unraw().to_string()), None),
    }
}

fn expand(ident: &Ident, variants: &[(&Ident, String)]) -> TokenStream {
    let tl = tl();
    let names: Vec<&Ident> = variants.iter().map(|(name, _)| *name).collect();
    let texts: Vec<&str> = variants.iter().map(|(_, text)| text.as_str()).collect();
    let expected = either(texts.iter().copied());

    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #tl::FieldType for #ident {
            const COLUMN_TYPE: #tl::ColumnType = #tl::ColumnType::Text;
            const CHOICES: &'static [&'static str] = &[#(#texts),*];
            type Kind = #tl::kind::Plain;
            type Nullable = ::core::option::Option<Self>;

            fn from_value(
                value: #tl::ValueRef<'_>,
            ) -> ::core::result::Result<Self, #tl::FromValueError> {
                match value {
                    #(#tl::ValueRef::Text(#texts) => ::core::result::Result::Ok(Self::#names),)*
                    _ => ::core::result::Result::Err(
                        #tl::FromValueError::expected_kind(#expected)
                    ),
                }
            }

            fn to_value(&self) -> #tl::Value {
                let text: &str = match self {
                    #(Self::#names => #texts,)*
                };
                #tl::Value::Text(::std::string::String::from(text))
            }
        }
    }
}
