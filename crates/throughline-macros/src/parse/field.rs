//! The fields of a struct and their `#[field(…)]` attributes.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, Ident, LitStr, Type};

use super::attribute::{Argument, Given, Literal, Term, arguments};
use super::relation::{Shape, shape};
use crate::errors::Errors;

/// A field as the user wrote it.
pub(crate) struct FieldInput {
    pub(crate) ident: Ident,
    /// The name without `r#`.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) shape: Shape,
    pub(crate) attributes: FieldAttributes,
}

/// What `#[field(…)]` said.
#[derive(Default)]
pub(crate) struct FieldAttributes {
    /// The names of all that were given, in their order.
    pub(crate) given: Vec<Ident>,
    pub(crate) column: Option<Given<LitStr>>,
    pub(crate) primary_key: Option<Given<()>>,
    pub(crate) unique: Option<Given<()>>,
    pub(crate) index: Option<Given<()>>,
    pub(crate) max_length: Option<Given<u32>>,
    pub(crate) max_digits: Option<Given<u32>>,
    pub(crate) decimal_places: Option<Given<u32>>,
    pub(crate) default: Option<Given<Expr>>,
    pub(crate) db_default: Option<Given<(Expr, Literal)>>,
    pub(crate) auto_now: Option<Given<()>>,
    pub(crate) auto_now_add: Option<Given<()>>,
    pub(crate) on_delete: Option<Given<Expr>>,
    pub(crate) related_name: Option<Given<LitStr>>,
    pub(crate) join_table: Option<Given<LitStr>>,
    pub(crate) path: Option<Given<syn::Path>>,
    pub(crate) reverse: Option<Given<()>>,
    pub(crate) symmetrical: Option<Given<()>>,
    pub(crate) through_fields: Option<Given<Vec<Term>>>,
    pub(crate) duplicates: Option<Given<()>>,
    pub(crate) surrogate_id: Option<Given<()>>,
    pub(crate) renamed_from: Option<Given<LitStr>>,
}

const KNOWN: [&str; 21] = [
    "column",
    "primary_key",
    "unique",
    "index",
    "max_length",
    "max_digits",
    "decimal_places",
    "default",
    "db_default",
    "auto_now",
    "auto_now_add",
    "on_delete",
    "related_name",
    "join_table",
    "path",
    "reverse",
    "symmetrical",
    "through_fields",
    "duplicates",
    "surrogate_id",
    "renamed_from",
];

/// What users of other libraries, and of `#[model(…)]`, may write here.
const HINTS: [(&str, &str); 27] = [
    ("pk", "did you mean `primary_key`?"),
    ("id", "did you mean `primary_key`?"),
    ("name", "did you mean `column`?"),
    ("rename", "did you mean `column`?"),
    ("db_column", "did you mean `column`?"),
    ("db_index", "did you mean `index`?"),
    ("db_table", "did you mean `join_table`?"),
    ("null", "a field that may be null is an `Option`"),
    ("nullable", "a field that may be null is an `Option`"),
    (
        "through",
        "the through model is the second parameter: `ManyToMany<Student, Enrollment>`",
    ),
    (
        "related_query_name",
        "`related_name` is the name in paths too",
    ),
    (
        "to_field",
        "a foreign key points to the primary key of its target",
    ),
    ("db_constraint", "the database keeps every foreign key"),
    (
        "db_tablespace",
        "where a table lies is for the database to say",
    ),
    (
        "db_comment",
        "say it in a documentation comment of the field",
    ),
    (
        "help_text",
        "say it in a documentation comment of the field",
    ),
    (
        "verbose_name",
        "say it in a documentation comment of the field",
    ),
    (
        "blank",
        "a field that may be null is an `Option`; a many-to-many relation may always be empty",
    ),
    (
        "choices",
        "a field with a fixed choice is an enum with `#[derive(Choice)]`",
    ),
    (
        "validators",
        "check the value where it is made, or in a type of its own with `#[derive(FieldType)]`",
    ),
    ("limit_choices_to", "filter the rows where they are offered"),
    (
        "one_to_one",
        "a foreign key to which at most one row points is a `OneToOne<Student>`",
    ),
    (
        "unique_together",
        "a unique key of several fields stands on the struct: `#[model(unique(a, b))]`",
    ),
    (
        "to",
        "the target is the parameter of the type: `ForeignKey<Student>`",
    ),
    (
        "table",
        "a table is named on the struct, by `#[model(table = \"…\")]`",
    ),
    (
        "ordering",
        "an ordering stands on the struct: `#[model(ordering(name, -joined))]`",
    ),
    (
        "auto_increment",
        "a key `i64` or `i32` is numbered by the database already",
    ),
];

impl FieldInput {
    /// Reads one field of the struct `model`. None for a field without a name.
    pub(crate) fn parse(field: &syn::Field, model: &Ident, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.clone()?;
        let ty = without_self(&field.ty, model);
        Some(FieldInput {
            name: ident.unraw().to_string(),
            shape: shape(&ty, errors),
            ty,
            attributes: FieldAttributes::parse(&field.attrs, errors),
            ident,
        })
    }
}

impl FieldAttributes {
    fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut parsed = FieldAttributes::default();
        for argument in arguments(attributes, "field", "#[field(max_length = 100)]", errors) {
            if parsed.given.contains(&argument.name) {
                let name = argument.name();
                errors.at(
                    &argument.name,
                    format!("`{name}` is given twice: keep one of the two"),
                );
                continue;
            }
            parsed.given.push(argument.name.clone());
            parsed.read(&argument, errors);
        }
        parsed
    }

    fn read(&mut self, argument: &Argument, errors: &mut Errors) {
        match argument.name().as_str() {
            "column" => self.column = argument.text(errors),
            "primary_key" => self.primary_key = argument.flag(errors),
            "unique" => self.unique = argument.flag(errors),
            "index" => self.index = argument.flag(errors),
            "max_length" => self.max_length = argument.number(errors),
            "max_digits" => self.max_digits = argument.number(errors),
            "decimal_places" => self.decimal_places = argument.number(errors),
            "default" => self.default = argument.expr(errors),
            "db_default" => self.db_default = argument.literal(errors),
            "auto_now" => self.auto_now = argument.flag(errors),
            "auto_now_add" => self.auto_now_add = argument.flag(errors),
            "on_delete" => self.on_delete = argument.expr(errors),
            "related_name" => self.related_name = argument.text(errors),
            "join_table" => self.join_table = argument.text(errors),
            "path" => self.path = argument.path(errors),
            "reverse" => self.reverse = argument.by_trait(errors),
            "symmetrical" => self.symmetrical = argument.flag(errors),
            "through_fields" => self.through_fields = argument.fields(false, errors),
            "duplicates" => self.duplicates = argument.flag(errors),
            "surrogate_id" => self.surrogate_id = argument.flag(errors),
            "renamed_from" => self.renamed_from = argument.text(errors),
            _ => {
                self.given.pop();
                argument.unknown("field", &KNOWN, &HINTS, errors);
            }
        }
    }
}

/// The type with the model's name for `Self`, which means something else where the derive
/// repeats the type.
fn without_self(ty: &Type, model: &Ident) -> Type {
    fn replace(tokens: TokenStream, model: &Ident) -> TokenStream {
        tokens
            .into_iter()
            .map(|token| match token {
                TokenTree::Ident(ident) if ident == "Self" => {
                    TokenTree::Ident(Ident::new(&model.to_string(), ident.span()))
                }
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), replace(group.stream(), model));
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                token => token,
            })
            .collect()
    }
    let tokens = ty.to_token_stream();
    if !tokens.to_string().contains("Self") {
        return ty.clone();
    }
    syn::parse2(replace(tokens, model)).unwrap_or_else(|_| ty.clone())
}
