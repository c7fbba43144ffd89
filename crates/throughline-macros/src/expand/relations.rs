//! Accessors of relations, on both models, and the positions of foreign keys.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{Method, as_trait, foreign_key_position, model_static, tl, tl_at};
use crate::check::{Field, Model, Relation, RelationKind};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let forward = model
        .relations()
        .filter_map(|(field, relation)| forward(model, field, relation));
    let reverse = model
        .relations()
        .filter_map(|(field, relation)| reverse(model, field, relation));
    let foreign_keys = foreign_keys(model);
    let ident = &model.ident;
    quote! {
        #[automatically_derived]
        impl #ident {
            #(#forward)*
        }
        #(#reverse)*
        #foreign_keys
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
        RelationKind::Simple { .. } | RelationKind::Through(_) => {
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

/// The accessor on the target.
fn reverse(model: &Model, field: &Field, relation: &Relation) -> Option<TokenStream> {
    let Model {
        ident,
        name: model_name,
        ..
    } = model;
    let reverse = &relation.reverse.as_ref()?.ident;
    let span = reverse.span();
    let tl = tl_at(span);
    let (model_static, index) = (model_static(), relation.index);
    let target = &relation.target.ty;
    let owner = owner(&target.to_token_stream(), target.span());
    let end = quote!(#tl::Relation::reverse(&#model_static.relations[#index]));
    let doc = format!(
        "The rows of `{model_name}` whose `{}` leads here, to read and change.",
        field.name
    );
    let (result, body) = if relation.kind.is_foreign_key() {
        let position = field.column.as_ref()?.position;
        let cardinality = match &relation.kind {
            RelationKind::ForeignKey { optional: true, .. } => quote!(#tl::Maybe),
            _ => quote!(#tl::One),
        };
        (
            quote_spanned!(span=> #tl::ReverseManager<#ident, #position, #cardinality>),
            quote!(#tl::reverse(#owner, #end)),
        )
    } else {
        let link = link_builder(model, relation, span);
        (
            quote_spanned!(span=> #tl::RelatedManager<#ident, #link>),
            quote!(#tl::related(#owner, #end)),
        )
    };
    let method = Method {
        model,
        name: reverse,
        doc,
        must_use: Some("nothing is read or written before a verb such as `all` is called"),
        parameters: quote!(&self),
        result,
        body,
    };
    Some(quote! {
        #[automatically_derived]
        impl #target {
            #method
        }
    })
}

/// The values of the key of `self`, a row of that model.
fn owner(model: &TokenStream, span: Span) -> TokenStream {
    quote_spanned! {span=>
        ::throughline::__private::Key::to_values(
            &<#model as ::throughline::__private::Model>::key(self)
        )
    }
}

/// The builder of a link, to which both ends were given.
fn link_builder(model: &Model, relation: &Relation, span: Span) -> TokenStream {
    let RelationKind::Through(through) = &relation.kind else {
        return quote_spanned!(span=> ::throughline::__private::SimpleLink);
    };
    let span = through.span();
    let tl = tl_at(span);
    let source = foreign_key_position(through, &model.ident.to_token_stream());
    let target = foreign_key_position(through, &relation.target.ty.to_token_stream());
    let builder = as_trait(through, "Model");
    quote_spanned! {span=>
        <<#builder::Builder as #tl::FillAt<{ #source }>>::Out as #tl::FillAt<{ #target }>>::Out
    }
}

/// `Fk<Target>` for each target that one foreign key alone points to.
fn foreign_keys(model: &Model) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let keys: Vec<(String, &Relation, usize)> = model
        .relations()
        .filter(|(_, relation)| relation.kind.is_foreign_key())
        .filter_map(|(field, relation)| {
            let target = relation.target.ty.to_token_stream().to_string();
            Some((target, relation, field.column.as_ref()?.position))
        })
        .collect();
    let alone = keys
        .iter()
        .filter(|(target, _, _)| keys.iter().filter(|(other, _, _)| other == target).count() == 1);
    let implementations = alone.map(|(_, relation, position)| {
        let target = &relation.target.ty;
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #tl::Fk<#target> for #ident {
                const POSITION: usize = #position;
            }
        }
    });
    quote!(#(#implementations)*)
}
