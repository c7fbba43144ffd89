//! The path type: a method for each column and for each relation end.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;

use super::{Method, model_static, tl, tl_at};
use crate::check::{Column, Field, Model, Relation, RelationKind};
use crate::parse::relation::path_type as path_ident;

/// The name of the path type.
pub(crate) fn ident(model: &Model) -> Ident {
    path_ident(&model.ident)
}

/// The path type, to stand beside the model.
pub(crate) fn path_type(model: &Model) -> TokenStream {
    let tl = tl();
    let Model { vis, name, .. } = model;
    let ident = ident(model);
    let doc = format!("A path to `{name}`, as the closures given to a query set take it.");
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[must_use = "a path does nothing until a column or a relation of it is compared"]
        #vis struct #ident<K = #tl::One>(#tl::Path<K>);
    }
}

/// What the path type can do.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let tl = tl();
    let ident = ident(model);
    let model_ident = &model.ident;
    let columns = model
        .columns()
        .filter(|(field, _)| field.relation.is_none())
        .map(|(field, column)| column_method(model, field, column));
    let relations = model
        .relations()
        .map(|(field, relation)| forward(model, field, relation));
    quote! {
        #[automatically_derived]
        impl<K: #tl::Cardinality> #tl::ModelPath for #ident<K> {
            type Model = #model_ident;
            type Cardinality = K;

            fn from_path(path: #tl::Path<K>) -> Self {
                #ident(path)
            }

            fn as_path(&self) -> &#tl::Path<K> {
                &self.0
            }
        }

        impl<K: #tl::Cardinality> #ident<K> {
            #(#columns)*
            #(#relations)*
        }
    }
}

fn column_method(model: &Model, field: &Field, column: &Column) -> TokenStream {
    let Field {
        ident, name, ty, ..
    } = field;
    let tl = tl_at(ident.span());
    let position = column.position;
    Method {
        model,
        name: ident,
        doc: format!("The column of the field `{name}` of `{}`.", model.name),
        must_use: Some("a column does nothing until it is compared"),
        parameters: quote!(&self),
        result: quote_spanned!(ident.span()=> #tl::Column<#ty, K>),
        body: quote!(#tl::column::<_, #ty>(self, #position)),
    }
    .to_token_stream()
}

fn forward(model: &Model, field: &Field, relation: &Relation) -> TokenStream {
    let Field { ident, name, .. } = field;
    let span = ident.span();
    let tl = tl_at(span);
    let path = &relation.target.path;
    let (model_static, index) = (model_static(), relation.index);
    let (cardinality, rows) = match relation.kind {
        RelationKind::ForeignKey {
            optional: false, ..
        } => (quote!(K), "row"),
        RelationKind::ForeignKey { optional: true, .. } => (
            quote_spanned!(span=> <K as #tl::Cardinality>::Then<#tl::Maybe>),
            "row, if there is one,",
        ),
        RelationKind::ManyToMany { .. } => (quote!(#tl::Many), "rows"),
    };
    let target = &relation.target.name;
    Method {
        model,
        name: ident,
        doc: format!(
            "The path on to the {rows} of `{target}` in `{}.{name}`.",
            model.name
        ),
        must_use: None,
        parameters: quote!(&self),
        result: quote_spanned!(span=> #path<#cardinality>),
        body: quote!(#tl::follow(self, #tl::Relation::forward(&#model_static.relations[#index]))),
    }
    .to_token_stream()
}
