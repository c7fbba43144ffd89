//! `#[derive(Row)]`: a struct whose fields are the columns of a result, or the parts of a tuple.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident, LitStr, Type};

use crate::errors::Errors;
use crate::expand::{as_trait, tl};
use crate::parse::attribute::{Given, arguments};

/// So many parts has the longest tuple that the library makes.
const TUPLE: usize = 8;

/// A field, and the column that it is read from.
struct RowField<'i> {
    ident: &'i Ident,
    name: String,
    ty: &'i Type,
    column: String,
}

const KNOWN: [&str; 1] = ["column"];

/// What users of other libraries, and of `#[derive(Model)]`, may write here.
const HINTS: [(&str, &str); 3] = [
    ("rename", "did you mean `column`?"),
    ("name", "did you mean `column`?"),
    ("db_column", "did you mean `column`?"),
];

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let fields = fields(input, &mut errors);
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, "a row cannot have parameters");
        return errors.into_compile_errors();
    }
    let from_tuple = from_tuple(ident, &fields);
    if errors.is_empty() {
        let from_row = from_row(ident, &fields);
        return quote!(#from_row #from_tuple);
    }
    let mut tokens = errors.into_compile_errors();
    tokens.extend(stub(ident));
    tokens.extend(from_tuple);
    tokens
}

/// The fields of a struct with names for them. None, and an error, for anything else.
fn fields<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Vec<RowField<'i>> {
    let name = &input.ident;
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            _ => {
                let message = format!(
                    "a row has a name for each column: `struct {name} {{ title: String, … }}`. \
                     Without names, a tuple is one already"
                );
                errors.at(name, message);
                return Vec::new();
            }
        },
        Data::Enum(_) => {
            let message = format!("a row is a struct, and `{name}` is an enum");
            errors.at(name, message);
            return Vec::new();
        }
        Data::Union(_) => {
            let message = format!("a row is a struct, and `{name}` is a union");
            errors.at(name, message);
            return Vec::new();
        }
    };
    let mut fields: Vec<RowField<'_>> = Vec::with_capacity(named.len());
    for field in named {
        fields.extend(row_field(field, &fields, errors));
    }
    fields
}

/// A field, which reads another column than those before it.
fn row_field<'i>(
    field: &'i Field,
    before: &[RowField<'_>],
    errors: &mut Errors,
) -> Option<RowField<'i>> {
    let ident = field.ident.as_ref()?;
    let name = ident.unraw().to_string();
    let given = column(&field.attrs, errors);
    let column = given.as_ref().map_or_else(|| name.clone(), LitStr::value);
    if column.is_empty() {
        errors.at(&given, "a column has a name");
    } else if let Some(other) = before.iter().find(|other| other.column == column) {
        let message = format!(
            "`{}` is read from the column `{column}` too: give one of the two another by \
             `#[field(column = \"…\")]`",
            other.name
        );
        match &given {
            Some(given) => errors.at(given, message),
            None => errors.at(ident, message),
        }
    }
    let ty = &field.ty;
    Some(RowField {
        ident,
        name,
        ty,
        column,
    })
}

/// What `#[field(column = "…")]` says.
fn column(attributes: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let mut column: Option<Given<LitStr>> = None;
    for argument in arguments(attributes, "field", "#[field(column = \"…\")]", errors) {
        match argument.name().as_str() {
            "column" if column.is_some() => {
                errors.at(
                    &argument.name,
                    "`column` is given twice: keep one of the two",
                );
            }
            "column" => column = argument.text(errors),
            _ => argument.unknown("field", &KNOWN, &HINTS, errors),
        }
    }
    column.map(|given| given.value)
}

fn from_row(ident: &Ident, fields: &[RowField<'_>]) -> TokenStream {
    let tl = tl();
    let owner = ident.unraw().to_string();
    let columns = fields.iter().map(|field| &field.column);
    let types = fields.iter().map(|field| field.ty);
    let reads = fields.iter().map(|field| {
        let RowField {
            ident, name, ty, ..
        } = field;
        let field_type = as_trait(ty, "FieldType");
        quote!(#ident: cursor.read_as(#owner, #name, #field_type::from_value)?)
    });
    quote! {
        // The unused lifetimes keep the compiler from judging the bounds here: with a field that
        // is no field type, such as a model, the struct still is made from a tuple.
        #[automatically_derived]
        impl #tl::FromRow for #ident
        where
            #(for<'unused> #types: #tl::FieldType,)*
        {
            fn columns() -> #tl::Columns {
                #tl::Columns::Named(#owner, ::std::vec![#(#columns),*])
            }

            fn from_columns(cursor: &mut #tl::ColumnCursor<'_>) -> #tl::Result<Self> {
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
        }
    }
}

/// The struct from the tuple of its fields, where the library makes tuples so long.
fn from_tuple(ident: &Ident, fields: &[RowField<'_>]) -> TokenStream {
    if fields.is_empty() || fields.len() > TUPLE {
        return TokenStream::new();
    }
    let types: Vec<_> = fields.iter().map(|field| field.ty).collect();
    let idents: Vec<_> = fields.iter().map(|field| field.ident).collect();
    let parts: Vec<_> = (0..fields.len())
        .map(|position| format_ident!("part_{position}"))
        .collect();
    quote! {
        #[automatically_derived]
        impl ::core::convert::From<(#(#types,)*)> for #ident {
            fn from((#(#parts,)*): (#(#types,)*)) -> Self {
                Self { #(#idents: #parts),* }
            }
        }
    }
}

/// A row that is never read, so that the uses of one with errors are no errors too.
fn stub(ident: &Ident) -> TokenStream {
    let tl = tl();
    quote! {
        #[automatically_derived]
        impl #tl::FromRow for #ident {
            fn columns() -> #tl::Columns {
                loop {}
            }

            fn from_columns(_: &mut #tl::ColumnCursor<'_>) -> #tl::Result<Self> {
                loop {}
            }
        }
    }
}
