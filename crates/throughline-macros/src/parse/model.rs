//! The struct and its `#[model(…)]` attributes.

use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Visibility};

use super::attribute::{Argument, Given, Term, arguments};
use super::constraint::ConstraintInput;
use super::field::FieldInput;
use super::relation::Shape;
use crate::errors::Errors;

/// A declaration as the user wrote it.
pub(crate) struct ModelInput {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) shape: ItemShape,
    pub(crate) attributes: ModelAttributes,
    pub(crate) fields: Vec<FieldInput>,
}

/// Whether the item can be a model at all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemShape {
    /// A struct with named fields.
    Model,
    /// Something else, which was reported; it still has a name that stubs can be written for.
    Other,
    /// Something that was reported and that stubs would not fit: they would be errors too.
    Unfit,
}

/// What `#[model(…)]` said.
#[derive(Default)]
pub(crate) struct ModelAttributes {
    pub(crate) table: Option<Given<LitStr>>,
    pub(crate) renamed_from: Option<Given<LitStr>>,
    pub(crate) primary_key: Option<Given<Vec<Term>>>,
    pub(crate) unique: Vec<Given<Vec<Term>>>,
    pub(crate) indexes: Vec<Given<Vec<Term>>>,
    pub(crate) checks: Vec<ConstraintInput>,
    pub(crate) ordering: Option<Given<Vec<Term>>>,
}

const KNOWN: [&str; 7] = [
    "table",
    "primary_key",
    "unique",
    "index",
    "check",
    "ordering",
    "renamed_from",
];

/// What users of other libraries, and of `#[field(…)]`, may write here.
const HINTS: [(&str, &str); 9] = [
    ("db_table", "did you mean `table`?"),
    ("name", "did you mean `table`?"),
    ("table_name", "did you mean `table`?"),
    ("order_by", "did you mean `ordering`?"),
    ("unique_together", "did you mean `unique`?"),
    ("indexes", "did you mean `index`?"),
    ("checks", "did you mean `check`?"),
    (
        "constraints",
        "write `unique(a, b)` or `check(adult = age >= 18)`",
    ),
    (
        "max_length",
        "it stands on a field: `#[field(max_length = 100)]`",
    ),
];

impl ModelInput {
    pub(crate) fn parse(input: &DeriveInput, errors: &mut Errors) -> Self {
        let (fields, mut shape) = fields(input, errors);
        let unsized_field =
            |field: &FieldInput| matches!(field.shape, Shape::Unknown { sized: false });
        if fields.iter().any(unsized_field) {
            shape = ItemShape::Unfit;
        }
        if !input.generics.params.is_empty() {
            let message = format!(
                "a model is one table, so `{}` cannot have parameters: declare a struct for each \
                 table",
                input.ident
            );
            errors.at(&input.generics, message);
            shape = ItemShape::Unfit;
        }
        ModelInput {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            shape,
            attributes: ModelAttributes::parse(&input.attrs, errors),
            fields,
        }
    }
}

fn fields(input: &DeriveInput, errors: &mut Errors) -> (Vec<FieldInput>, ItemShape) {
    let name = &input.ident;
    let message = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let parse = |field| FieldInput::parse(field, name, errors);
                return (
                    fields.named.iter().filter_map(parse).collect(),
                    ItemShape::Model,
                );
            }
            Fields::Unnamed(_) => format!(
                "a model needs names for its fields: `struct {name} {{ id: i64, … }}`. For a field \
                 type of your own, `#[derive(FieldType)]`"
            ),
            Fields::Unit => format!("a model needs fields: `struct {name} {{ id: i64, … }}`"),
        },
        Data::Enum(_) => format!(
            "a model is a struct, and `{name}` is an enum. For a field that holds one of its \
             variants, `#[derive(Choice)]`"
        ),
        Data::Union(_) => format!("a model is a struct, and `{name}` is a union"),
    };
    errors.at(name, message);
    (Vec::new(), ItemShape::Other)
}

impl ModelAttributes {
    fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut parsed = ModelAttributes::default();
        for argument in arguments(attributes, "model", "#[model(unique(a, b))]", errors) {
            parsed.read(argument, errors);
        }
        parsed
    }

    fn read(&mut self, argument: Argument, errors: &mut Errors) {
        match argument.name().as_str() {
            "table" => once(&mut self.table, argument.text(errors), errors),
            "renamed_from" => once(&mut self.renamed_from, argument.text(errors), errors),
            "primary_key" => once(
                &mut self.primary_key,
                argument.fields(false, errors),
                errors,
            ),
            "ordering" => once(&mut self.ordering, argument.fields(true, errors), errors),
            "unique" => self.unique.extend(argument.fields(false, errors)),
            "index" => self.indexes.extend(argument.fields(false, errors)),
            "check" => self.checks.extend(argument.constraints(errors)),
            _ => argument.unknown("model", &KNOWN, &HINTS, errors),
        }
    }
}

/// Keeps what is given, and reports what is given a second time.
fn once<T>(kept: &mut Option<Given<T>>, given: Option<Given<T>>, errors: &mut Errors) {
    let Some(given) = given else { return };
    if kept.is_some() {
        let name = &given.name;
        errors.at(
            name,
            format!("`{name}` is given twice: keep one of the two"),
        );
        return;
    }
    *kept = Some(given);
}
