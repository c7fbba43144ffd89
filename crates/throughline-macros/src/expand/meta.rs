//! The model as data: one static, whose address is the model's identity.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{as_trait, constraint, links, literal, model_static, reverse, tables, tl};
use crate::check::{AutoNow, Column, Field, KeySource, Links, Model, Relation, RelationKind};

pub(super) fn expand(model: &Model) -> TokenStream {
    let tl = tl();
    let Model {
        ident,
        name,
        primary_key,
        unique,
        indexes,
        constraints,
        ..
    } = model;
    let model_static = model_static();
    let table = tables::own_table();
    let fields = model
        .columns()
        .map(|(field, column)| field_def(field, column));
    let relations = model
        .relations()
        .map(|(field, relation)| relation_def(model, field, relation));
    let checks = constraints.iter().map(constraint::check_def);
    let ordering = model.ordering.iter().map(
        |(field, descending)| quote!(#tl::OrderDef { field: #field, descending: #descending }),
    );
    let renamed = model.renamed.iter().map(|renamed| {
        let from = &renamed.from;
        let field = match &renamed.field {
            Some(field) => quote!(::core::option::Option::Some(#field)),
            None => quote!(::core::option::Option::None),
        };
        quote! {
            #tl::inventory::submit! {
                #tl::Renamed { of: || <#ident as #tl::Model>::META, field: #field, from: #from }
            }
        }
    });
    quote! {
        static #model_static: #tl::ModelDef = #tl::ModelDef {
            name: #name,
            module: ::core::module_path!(),
            table: #table,
            fields: &[#(#fields),*],
            primary_key: &[#(#primary_key),*],
            relations: &[#(#relations),*],
            unique: &[#(&[#(#unique),*]),*],
            indexes: &[#(#tl::IndexDef { fields: &[#(#indexes),*] }),*],
            checks: &[#(#checks),*],
            ordering: &[#(#ordering),*],
        };
        #tl::inventory::submit! { #tl::Registration(|| <#ident as #tl::Model>::META) }
        #(#renamed)*
    }
}

/// A name that `names` makes, as text.
fn default_name(call: &TokenStream) -> TokenStream {
    let tl = tl();
    quote!({
        const NAME: #tl::names::Name = #tl::names::#call;
        NAME.as_str()
    })
}

fn field_def(field: &Field, column: &Column) -> TokenStream {
    let tl = tl();
    let name = &field.name;
    let field_type = as_trait(&field.ty, "FieldType");
    let column_name = match (&column.name, &field.relation) {
        (Some(column), _) => quote!(#column),
        (None, Some(_)) => default_name(&quote!(foreign_key_column(#name))),
        (None, None) => quote!(#name),
    };
    let max_length = column
        .max_length
        .as_ref()
        .map(|(_, length)| quote!(max_length: ::core::option::Option::Some(#length),));
    let digits = column
        .digits
        .as_ref()
        .map(|(_, most, places)| quote!(digits: ::core::option::Option::Some((#most, #places)),));
    let db_default = column.db_default.as_ref().map(|value| {
        let value = literal(value);
        quote!(db_default: ::core::option::Option::Some(#value),)
    });
    let default = default(field, column);
    let key_source = key_source(column.key_source);
    let auto_now = column.auto_now.as_ref().map(|(_, when)| auto_now(*when));
    let references = field.relation.as_ref().and_then(references);
    quote! {
        #tl::FieldDef {
            nullable: #field_type::NULLABLE,
            #key_source
            #max_length
            #digits
            #default
            #db_default
            #auto_now
            #references
            ..#tl::FieldDef::new(#name, #column_name, #field_type::COLUMN_TYPE)
        }
    }
}

fn default(field: &Field, column: &Column) -> Option<TokenStream> {
    let default = column.default.as_ref()?;
    let ty = &field.ty;
    let to_value = as_trait(ty, "FieldType");
    let value = quote_spanned! {default.span()=>
        ::throughline::__private::IntoField::<#ty>::into_field(#default)
    };
    Some(quote!(default: ::core::option::Option::Some(|| #to_value::to_value(&#value)),))
}

fn key_source(source: KeySource) -> Option<TokenStream> {
    let tl = tl();
    match source {
        KeySource::Database => Some(quote!(key_source: #tl::KeySource::Database,)),
        KeySource::Client => Some(quote!(key_source: #tl::KeySource::Client,)),
        KeySource::Caller => None,
    }
}

fn auto_now(when: AutoNow) -> TokenStream {
    let tl = tl();
    match when {
        AutoNow::OnCreate => quote!(auto_now: #tl::AutoNow::OnCreate,),
        AutoNow::OnChange => quote!(auto_now: #tl::AutoNow::OnChange,),
    }
}

fn references(relation: &Relation) -> Option<TokenStream> {
    let RelationKind::ForeignKey { on_delete, .. } = relation.kind else {
        return None;
    };
    let tl = tl();
    let target = as_trait(&relation.target.ty, "Model");
    let on_delete = quote::format_ident!("{on_delete}");
    Some(quote! {
        references: ::core::option::Option::Some(#tl::ForeignKeyDef {
            target: || #target::META,
            on_delete: #tl::OnDelete::#on_delete,
        }),
    })
}

fn relation_def(model: &Model, field: &Field, relation: &Relation) -> TokenStream {
    let tl = tl();
    let ident = &model.ident;
    let name = &field.name;
    let target = as_trait(&relation.target.ty, "Model");
    let related_name = match &relation.reverse {
        None => quote!(::core::option::Option::None),
        Some(reverse) if reverse.given => {
            let name = syn::ext::IdentExt::unraw(&reverse.ident).to_string();
            quote!(::core::option::Option::Some(#name))
        }
        Some(_) => {
            let of_core = reverse::default_name(relation);
            let name = default_name(&quote!(#of_core(<#ident as #tl::Model>::NAME)));
            quote!(::core::option::Option::Some(#name))
        }
    };
    let kind = relation_kind(model, field, relation);
    quote! {
        #tl::RelationDef {
            name: #name,
            source: || <#ident as #tl::Model>::META,
            target: || #target::META,
            related_name: #related_name,
            kind: #kind,
        }
    }
}

fn relation_kind(model: &Model, field: &Field, relation: &Relation) -> TokenStream {
    let tl = tl();
    let (links, symmetrical) = match &relation.kind {
        RelationKind::ForeignKey { one_to_one, .. } => {
            let position = field.column.as_ref().map(|column| column.position);
            return if *one_to_one {
                quote!(#tl::RelationKind::OneToOne(#position))
            } else {
                quote!(#tl::RelationKind::ForeignKey(#position))
            };
        }
        RelationKind::ManyToMany { links, symmetrical } => (links, *symmetrical),
    };
    let join = join(model, relation, links);
    if symmetrical {
        quote!(#tl::RelationKind::Symmetrical(#join))
    } else {
        quote!(#tl::RelationKind::ManyToMany(#join))
    }
}

/// Where the links are.
fn join(model: &Model, relation: &Relation, links: &Links) -> TokenStream {
    let tl = tl();
    match links {
        Links::Table { surrogate_id, .. } => tables::links(model, relation, *surrogate_id),
        Links::Through(through) => {
            let [source, target] = links::ends(model, relation, through);
            let through = as_trait(&through.model, "Model");
            quote!(#tl::JoinDef::Through {
                model: || #through::META,
                source: #source,
                target: #target,
            })
        }
    }
}
