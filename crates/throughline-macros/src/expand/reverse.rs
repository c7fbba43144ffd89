//! The other end of a relation: an accessor on the target, and a step of its path.
//!
//! Both are inherent methods of the target and of its path type, or, for a target of another
//! crate, methods of a trait that stands beside the model.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;

use super::links::link_builder;
use super::relations::owner;
use super::{Method, at, model_static, path, tl_at};
use crate::check::{Field, Model, Relation, RelationKind, Reverse};

/// A method of the other end.
struct OtherEnd {
    doc: String,
    must_use: Option<&'static str>,
    result: TokenStream,
    body: TokenStream,
}

/// The function of `throughline_core::names` that makes the default name.
pub(super) fn default_name(relation: &Relation) -> Ident {
    match relation.kind {
        RelationKind::ForeignKey {
            one_to_one: true, ..
        } => format_ident!("reverse_one"),
        _ => format_ident!("reverse"),
    }
}

/// The traits that give other ends, to stand beside the model.
pub(crate) fn traits(model: &Model) -> TokenStream {
    let one = |(field, relation): (&Field, &Relation)| {
        let reverse = relation.reverse.as_ref()?;
        Some(declaration(
            model,
            field,
            relation,
            reverse,
            reverse.by_trait.as_ref()?,
        ))
    };
    let all = model.relations().filter_map(one);
    quote!(#(#all)*)
}

fn declaration(
    model: &Model,
    field: &Field,
    relation: &Relation,
    reverse: &Reverse,
    name: &Ident,
) -> TokenStream {
    let (vis, method) = (&model.vis, &reverse.ident);
    let (target, label) = (
        &relation.target.name,
        format!("{}.{}", model.name, field.name),
    );
    let doc = format!(
        "The other end of `{label}`: `{method}` as a method of `{target}` and of its path. To use \
         it, import this trait."
    );
    let method_doc = format!("The other end of `{label}`.");
    let span = method.span();
    let item = quote_spanned! {span=>
        #[doc = #method_doc]
        #[must_use = "nothing is read or written yet"]
        fn #method(&self) -> Self::End;
    };
    quote! {
        #[doc = #doc]
        #[allow(
            dead_code,
            clippy::wrong_self_convention,
            reason = "which of these methods is used, and how they are named, the derive cannot know"
        )]
        #vis trait #name {
            /// The accessor of a row, or the step of a path.
            type End;

            #item
        }
    }
}

/// The other ends, on the targets.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let one = |(field, relation): (&Field, &Relation)| {
        let reverse = relation.reverse.as_ref()?;
        let row = accessor(model, field, relation, reverse)?;
        let step = step(model, field, relation, reverse);
        let (target, path) = (&relation.target.ty, &relation.target.path);
        let Some(name) = &reverse.by_trait else {
            let (row, step) = (row.inherent(model, reverse), step.inherent(model, reverse));
            // There the compiler points to if the target is of another crate.
            return Some(quote_spanned! {relation.target.span()=>
                impl #target {
                    #row
                }
                impl<K: ::throughline::__private::Cardinality> #path<K> {
                    #step
                }
            });
        };
        let (row, step) = (row.of_trait(reverse), step.of_trait(reverse));
        Some(quote! {
            #[automatically_derived]
            impl #name for #target {
                #row
            }
            #[automatically_derived]
            impl<K: ::throughline::__private::Cardinality> #name for #path<K> {
                #step
            }
        })
    };
    let all = model.relations().filter_map(one);
    quote!(#(#all)*)
}

impl OtherEnd {
    fn inherent(self, model: &Model, reverse: &Reverse) -> TokenStream {
        Method {
            model,
            name: &reverse.ident,
            doc: self.doc,
            must_use: self.must_use,
            parameters: quote!(&self),
            result: self.result,
            body: self.body,
        }
        .to_token_stream()
    }

    fn of_trait(self, reverse: &Reverse) -> TokenStream {
        let OtherEnd { result, body, .. } = self;
        let name = &reverse.ident;
        let parameters = at(name.span(), quote!(&self));
        quote_spanned! {name.span()=>
            type End = #result;

            fn #name(#parameters) -> Self::End {
                #body
            }
        }
    }
}

/// The accessor of a row.
fn accessor(
    model: &Model,
    field: &Field,
    relation: &Relation,
    reverse: &Reverse,
) -> Option<OtherEnd> {
    let (ident, name) = (&model.ident, &field.name);
    let span = reverse.ident.span();
    let tl = tl_at(span);
    let (model_static, index) = (model_static(), relation.index);
    let target = &relation.target.ty;
    let owner = owner(&target.to_token_stream(), relation.target.span());
    let (rows, function, result) = match relation.kind {
        RelationKind::ForeignKey {
            optional,
            one_to_one,
            ..
        } => {
            let position = field.column.as_ref()?.position;
            if one_to_one {
                let result = quote_spanned!(span=> #tl::ReverseRow<#ident, #position>);
                ("row", quote!(reverse_row), result)
            } else {
                let cardinality = cardinality(optional);
                let result = quote_spanned! {span=>
                    #tl::ReverseManager<#ident, #position, #tl::#cardinality>
                };
                ("rows", quote!(reverse), result)
            }
        }
        RelationKind::ManyToMany { .. } => {
            let link = link_builder(model, relation, span);
            let result = quote_spanned!(span=> #tl::RelatedManager<#ident, #link>);
            ("rows", quote!(related), result)
        }
    };
    let model_name = &model.name;
    Some(OtherEnd {
        doc: format!("The {rows} of `{model_name}` whose `{name}` leads here, to read and change."),
        must_use: Some("nothing is read or written before a verb such as `all` is called"),
        result,
        body: quote! {
            #tl::#function(#owner, #tl::Relation::reverse(&#model_static.relations[#index]))
        },
    })
}

/// How many rows a foreign key leads to.
fn cardinality(optional: bool) -> Ident {
    format_ident!("{}", if optional { "Maybe" } else { "One" })
}

/// The step of a path of the target that leads here.
fn step(model: &Model, field: &Field, relation: &Relation, reverse: &Reverse) -> OtherEnd {
    let span = reverse.ident.span();
    let tl = tl_at(span);
    let path = path::ident(model);
    let (model_static, index) = (model_static(), relation.index);
    let (cardinality, rows) = match relation.kind {
        RelationKind::ForeignKey {
            one_to_one: true, ..
        } => (
            quote_spanned!(span=> <K as #tl::Cardinality>::Then<#tl::Maybe>),
            "row",
        ),
        _ => (quote!(#tl::Many), "rows"),
    };
    OtherEnd {
        doc: format!(
            "The path on to the {rows} of `{}` whose `{}` leads here.",
            model.name, field.name
        ),
        must_use: None,
        result: quote_spanned!(span=> #path<#cardinality>),
        body: quote!(#tl::follow(self, #tl::Relation::reverse(&#model_static.relations[#index]))),
    }
}
