//! The builder of rows: a setter for each field, and a state for each required one.
//!
//! Each required field has a trait of its own that only `Given` implements. The compiler's
//! message about a state that is still `Missing` is then the field's message.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;

use super::{Method, as_trait, at, tl, tl_at};
use crate::check::{Column, Field, Model};
use crate::text::camel;

/// The name of the builder.
pub(crate) fn ident(model: &Model) -> Ident {
    format_ident!("{}Builder", model.name)
}

/// A required field.
struct Required<'m> {
    field: &'m Field,
    position: usize,
    /// The parameter that holds its state.
    state: Ident,
    /// The trait that only a given state implements.
    given: Ident,
}

pub(crate) fn expand(model: &Model) -> TokenStream {
    let required = required(model);
    let states: Vec<&Ident> = required.iter().map(|required| &required.state).collect();
    let definition = definition(model, &states);
    let setters = model
        .columns()
        .map(|(field, column)| setter(model, field, column, &required));
    let complete = complete(model, &required);
    let filled = model
        .columns()
        .filter(|(field, _)| field.relation.is_some())
        .map(|(_, column)| fill_at(model, column, &required));
    let builder = ident(model);
    quote! {
        #definition

        impl<#(#states),*> #builder<#(#states),*> {
            #(#setters)*
        }

        #complete
        #(#filled)*
    }
}

fn required(model: &Model) -> Vec<Required<'_>> {
    let mut names = Vec::new();
    let mut all = Vec::new();
    for (at, (field, column)) in model.required().enumerate() {
        let mut name = format!("{}IsGiven", camel(&field.name));
        if names.contains(&name) {
            name = format!("{name}{at}");
        }
        all.push(Required {
            field,
            position: column.position,
            state: format_ident!("State{at}"),
            given: format_ident!("{name}"),
        });
        names.push(name);
    }
    all
}

fn definition(model: &Model, states: &[&Ident]) -> TokenStream {
    let tl = tl();
    let Model {
        ident: model_ident,
        name,
        vis,
        ..
    } = model;
    let builder = ident(model);
    let doc = format!("A builder of rows of `{name}`.");
    quote! {
        #[doc = #doc]
        #[must_use = "a builder makes no row until `create` or another of its last methods is called"]
        #vis struct #builder<#(#states = #tl::Missing),*>(
            #tl::Draft,
            ::core::marker::PhantomData<fn() -> (#(#states,)*)>,
        );

        #[automatically_derived]
        impl<#(#states),*> ::core::clone::Clone for #builder<#(#states),*> {
            fn clone(&self) -> Self {
                #builder(::core::clone::Clone::clone(&self.0), ::core::marker::PhantomData)
            }
        }

        #[automatically_derived]
        impl<#(#states),*> ::core::fmt::Debug for #builder<#(#states),*> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        #[automatically_derived]
        impl<#(#states: 'static),*> #tl::Builder for #builder<#(#states),*> {
            type Model = #model_ident;

            fn from_draft(draft: #tl::Draft) -> Self {
                #builder(draft, ::core::marker::PhantomData)
            }

            fn into_draft(self) -> #tl::Draft {
                self.0
            }
        }
    }
}

fn setter(model: &Model, field: &Field, column: &Column, required: &[Required<'_>]) -> TokenStream {
    let Field {
        ident: setter,
        name,
        ty,
        ..
    } = field;
    let tl = tl_at(setter.span());
    let builder = ident(model);
    let position = column.position;
    let states = given_at(position, required);
    let field_type = as_trait(ty, "FieldType");
    Method {
        model,
        name: setter,
        doc: format!("Gives a value to the field `{name}` of `{}`.", model.name),
        must_use: None,
        parameters: quote!(self, value: impl #tl::IntoField<#ty>),
        result: quote_spanned!(setter.span()=> #builder<#(#states),*>),
        body: quote! {
            let value = #tl::IntoField::<#ty>::into_field(value);
            #builder(
                self.0.set(#position, #field_type::into_value(value)),
                ::core::marker::PhantomData,
            )
        },
    }
    .to_token_stream()
}

/// The states after the field at that position was given.
fn given_at(position: usize, required: &[Required<'_>]) -> Vec<TokenStream> {
    let tl = tl();
    let state = |required: &Required<'_>| {
        let state = &required.state;
        if required.position == position {
            quote!(#tl::Given)
        } else {
            quote!(#state)
        }
    };
    required.iter().map(state).collect()
}

/// `Complete` for the builder whose states are all `Given`, with the message for each.
///
/// Spanned at the model and at the field, as if the user had written it: the compiler has advice
/// for bounds of a derive that does not fit here.
fn complete(model: &Model, required: &[Required<'_>]) -> TokenStream {
    let span = model.ident.span();
    let tl = tl_at(span);
    let builder = Ident::new(&ident(model).to_string(), span);
    let traits = required.iter().map(|required| given_trait(model, required));
    let states: Vec<&Ident> = required.iter().map(|required| &required.state).collect();
    let given = required.iter().map(|required| &required.given);
    let complete = quote_spanned! {span=>
        impl<#(#states: #given + 'static),*> #tl::Complete for #builder<#(#states),*> {}
    };
    quote! {
        #(#traits)*
        #complete
    }
}

fn given_trait(model: &Model, required: &Required<'_>) -> TokenStream {
    let Required { field, given, .. } = required;
    let setter = &field.ident;
    let span = setter.span();
    let tl = tl_at(span);
    let vis = at(span, model.vis.to_token_stream());
    let message = format!("`{}` needs its field `{}`", model.name, field.name);
    let label = format!("call `.{setter}(…)` before this");
    let links = model
        .relations()
        .filter(|(_, relation)| relation.kind.is_foreign_key())
        .count();
    let note = (links > 1).then(|| {
        let note =
            format!("on a related manager: `add_with(&db, targets, |link| link.{setter}(…))`");
        quote!(, note = #note)
    });
    let doc = format!("The field `{}` was given a value.", field.name);
    quote_spanned! {span=>
        #[doc = #doc]
        #[diagnostic::on_unimplemented(message = #message, label = #label #note)]
        #vis trait #given {}

        impl #given for #tl::Given {}
    }
}

/// The builder after a related manager has filled in the foreign key at that position.
fn fill_at(model: &Model, column: &Column, required: &[Required<'_>]) -> TokenStream {
    let tl = tl();
    let builder = ident(model);
    let position = column.position;
    let states: Vec<&Ident> = required.iter().map(|required| &required.state).collect();
    let out = given_at(position, required);
    quote! {
        #[automatically_derived]
        impl<#(#states: 'static),*> #tl::FillAt<#position> for #builder<#(#states),*> {
            type Out = #builder<#(#out),*>;
        }
    }
}
