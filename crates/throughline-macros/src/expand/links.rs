//! Through models: which of their foreign keys lead where, and what a link of theirs needs.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::{as_trait, at, tl, tl_at};
use crate::check::{Ends, Field, Model, Relation, Through};
use crate::parse::relation::Target;
use crate::text::snake;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let foreign_keys = foreign_keys(model);
    let named = model
        .relations()
        .filter_map(|(field, relation)| named(model, field, relation));
    quote! {
        #foreign_keys
        #(#named)*
    }
}

/// The positions of a through model's foreign keys to the declaring model and to the target.
pub(crate) fn ends(model: &Model, relation: &Relation, through: &Through) -> [TokenStream; 2] {
    if let Ends::Named(names) = &through.ends {
        return constants(relation, names).map(Ident::into_token_stream);
    }
    let span = through.model.span();
    let through = &through.model;
    let own = model.ident.to_token_stream();
    let target = relation.target.ty.to_token_stream();
    [own, target]
        .map(|to| quote_spanned!(span=> <#through as ::throughline::__private::Fk<#to>>::POSITION))
}

/// The constants that hold these positions where the user named the foreign keys, each spanned at
/// the name.
fn constants(relation: &Relation, [source, target]: &[Ident; 2]) -> [Ident; 2] {
    let index = relation.index;
    [
        format_ident!("__SOURCE_{index}", span = source.span()),
        format_ident!("__TARGET_{index}", span = target.span()),
    ]
}

/// The builder of a link, to which both ends were given.
pub(crate) fn link_builder(model: &Model, relation: &Relation, span: Span) -> TokenStream {
    let through = relation.kind.through();
    let Some(through) = through.filter(|through| !matches!(through.ends, Ends::Unknown)) else {
        return quote_spanned!(span=> ::throughline::__private::SimpleLink);
    };
    let [source, target] = ends(model, relation, through);
    let span = through.model.span();
    let tl = tl_at(span);
    let builder = as_trait(&through.model, "Model");
    quote_spanned! {span=>
        <<#builder::Builder as #tl::FillAt<{ #source }>>::Out as #tl::FillAt<{ #target }>>::Out
    }
}

/// The foreign keys that the user named: their positions, and that they lead where they should.
fn named(model: &Model, field: &Field, relation: &Relation) -> Option<TokenStream> {
    let through = relation.kind.through()?;
    let Ends::Named(names) = &through.ends else {
        return None;
    };
    let label = format!("{}.{}", model.name, field.name);
    let own = model.ident.to_token_stream();
    let targets = [own, relation.target.ty.to_token_stream()];
    let through = &through.model;
    let constants = constants(relation, names);
    let one = |((constant, name), target): ((&Ident, &Ident), TokenStream)| {
        let text = name.unraw().to_string();
        let there = at(name.span(), through.to_token_stream());
        quote_spanned! {name.span()=>
            const #constant: usize = <#through as ::throughline::__private::Model>::META
                .foreign_key(#text, #label);
            const _: () =
                <#there as ::throughline::__private::FkTo<#target, { #constant }>>::IS_THERE;
        }
    };
    let all = constants.iter().zip(names).zip(targets).map(one);
    Some(quote!(#(#all)*))
}

/// `FkTo<Target, POSITION>` for each foreign key, and `Fk<Target>` for each target that one alone
/// points to. Two targets with the same last word may be one, so neither has one key alone.
fn foreign_keys(model: &Model) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let keys: Vec<(&Target, usize)> = model
        .relations()
        .filter(|(_, relation)| relation.kind.is_foreign_key())
        .filter_map(|(field, relation)| Some((&relation.target, field.column.as_ref()?.position)))
        .collect();
    let implementation = |(Target { ty, name, .. }, position): &(&Target, usize)| {
        let alone = keys.iter().filter(|(other, _)| other.name == *name).count() == 1;
        let alone = alone.then(|| {
            quote! {
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl #tl::Fk<#ty> for #ident {
                    const POSITION: usize = #position;
                }
            }
        });
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #tl::FkTo<#ty, #position> for #ident {}
            #alone
        }
    };
    let implementations = keys.iter().map(implementation);
    quote!(#(#implementations)*)
}

/// That a link has both its ends.
pub(super) fn both_ends(model: &Model, field: &Field, relation: &Relation) -> Option<TokenStream> {
    let through = relation.kind.through()?;
    let [source, target] = ends(model, relation, through);
    let label = format!("{}.{}", model.name, field.name);
    let through = &through.model;
    Some(quote_spanned! {field.ident.span()=>
        const _: () = <#through as ::throughline::__private::Model>::META
            .links_both_ends([#source, #target], #label);
    })
}

/// That a pair of rows has one link at most, unless the user wants it otherwise.
///
/// Of a model with errors nothing is asserted: it has told them itself.
pub(super) fn pair(model: &Model, field: &Field, relation: &Relation) -> Option<TokenStream> {
    let through = relation.kind.through()?;
    if through.duplicates {
        return None;
    }
    let [source, target] = ends(model, relation, through);
    let name = through.model.to_token_stream().to_string().replace(' ', "");
    let keys = match &through.ends {
        Ends::Named(names) => names.clone().map(|name| name.to_string()),
        _ => [snake(&model.name), snake(&relation.target.name)],
    };
    let message = format!(
        "`{}.{}` goes through `{name}`, which may hold the same pair twice: put \
         `#[model(unique({}, {}))]`, its two foreign keys, on `{name}`, or allow it by \
         `#[field(duplicates)]`",
        model.name, field.name, keys[0], keys[1],
    );
    let through = &through.model;
    Some(quote_spanned! {field.ident.span()=>
        const _: () = {
            let through = <#through as ::throughline::__private::Model>::META;
            ::core::assert!(
                through.module.is_empty() || through.is_unique(&[#source, #target]),
                #message
            );
        };
    })
}
