//! Accessors of relations on the model that declares them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::links::link_builder;
use super::{Method, model_static, tl_at};
use crate::check::{Field, Model, Relation, RelationKind};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let forward = model
        .relations()
        .filter_map(|(field, relation)| forward(model, field, relation));
    let ident = &model.ident;
    quote! {
        impl #ident {
            #(#forward)*
        }
    }
}

/// The accessor of the field's name.
fn forward(model: &Model, field: &Field, relation: &Relation) -> Option<TokenStream> {
    if !relation.accessor {
        return None;
    }
    let Field { ident, name, .. } = field;
    let span = ident.span();
    let tl = tl_at(span);
    let model_name = &model.name;
    let (model_static, index) = (model_static(), relation.index);
    let target = &relation.target.ty;
    let target_name = &relation.target.name;
    let end = quote!(#tl::Relation::forward(&#model_static.relations[#index]));
    let (result, body, doc) = match &relation.kind {
        RelationKind::ForeignKey { optional, .. } => {
            let (cardinality, key) = if *optional {
                let key = quote! {
                    self.#ident.as_ref().map(|key| ::core::clone::Clone::clone(key.key()))
                };
                (quote!(#tl::Maybe), key)
            } else {
                let key = quote!(::core::clone::Clone::clone(self.#ident.key()));
                (quote!(#tl::One), quote!(::core::option::Option::Some(#key)))
            };
            (
                quote_spanned!(span=> #tl::RelatedRow<#target, #cardinality>),
                quote!(#tl::related_row::<#target, #cardinality>(#end, #key)),
                format!("The row of `{target_name}` that `{name}` points to, to read."),
            )
        }
        RelationKind::ManyToMany { .. } => {
            let link = link_builder(model, relation, span);
            let owner = owner(&model.ident.to_token_stream(), span);
            (
                quote_spanned!(span=> #tl::RelatedManager<#target, #link>),
                quote!(#tl::related(#owner, #end)),
                format!(
                    "The rows of `{target_name}` in `{model_name}.{name}`, to read and change."
                ),
            )
        }
    };
    let method = Method {
        model,
        name: ident,
        doc,
        must_use: Some("nothing is read or written before a verb such as `all` is called"),
        parameters: quote!(&self),
        result,
        body,
    };
    Some(method.to_token_stream())
}

/// The key of `self`, a row of that model, as a value.
pub(super) fn owner(model: &TokenStream, span: Span) -> TokenStream {
    quote_spanned! {span=>
        ::throughline::__private::owner(
            &<#model as ::throughline::__private::Model>::key(self)
        )
    }
}
