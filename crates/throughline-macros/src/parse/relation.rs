//! What a field is, by the words of its type: a column, a foreign key, a many-to-many relation.

use proc_macro2::Span;
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

use crate::errors::Errors;

/// What a field is.
pub(crate) enum Shape {
    /// A column of its own type.
    Plain(Plain),
    /// A column with the key of another model. `one_to_one`: which no other row has.
    ForeignKey {
        target: Target,
        optional: bool,
        one_to_one: bool,
    },
    /// No column: links. `through` is the model that holds them, if it is not a join table.
    ManyToMany {
        target: Target,
        through: Option<Box<Type>>,
    },
    /// A relation whose type was reported. A foreign key to what is no model has no size, and
    /// then the struct has none.
    Unknown { sized: bool },
}

impl Shape {
    /// Whether the field is kept in its row.
    pub(crate) fn has_column(&self) -> bool {
        matches!(self, Shape::Plain(_) | Shape::ForeignKey { .. })
    }
}

/// A plain field type, as far as its words tell.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) optional: bool,
    /// The last word of the type, within the `Option`: `Date` for `jiff::civil::Date`.
    pub(crate) word: String,
}

/// The model that a relation points to.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) ty: Type,
    /// The name of the model: the last word.
    pub(crate) name: String,
    /// Its path type: the last word with `Path` behind it.
    pub(crate) path: syn::Path,
}

/// What a field of that type is.
pub(crate) fn shape(ty: &Type, errors: &mut Errors) -> Shape {
    let ty = ungrouped(ty);
    if let Some(inner) = option(ty) {
        return match shape(inner, errors) {
            Shape::Plain(plain) => {
                if plain.optional {
                    errors.at(
                        ty,
                        "an `Option` in an `Option` has two ways to be null: write one",
                    );
                }
                Shape::Plain(Plain {
                    optional: true,
                    ..plain
                })
            }
            Shape::ForeignKey {
                target, one_to_one, ..
            } => Shape::ForeignKey {
                target,
                optional: true,
                one_to_one,
            },
            unknown @ Shape::Unknown { .. } => unknown,
            many @ Shape::ManyToMany { .. } => {
                let many_type = inner.to_token_stream().to_string().replace(' ', "");
                let message = format!(
                    "a many-to-many relation without links is empty, never missing: write \
                     `{many_type}` without `Option`"
                );
                errors.at(ty, message);
                many
            }
        };
    }
    relation(ty, errors).unwrap_or_else(|| {
        Shape::Plain(Plain {
            optional: false,
            word: word(ty),
        })
    })
}

/// The shape of `ForeignKey<…>`, `OneToOne<…>` and `ManyToMany<…>`.
fn relation(ty: &Type, errors: &mut Errors) -> Option<Shape> {
    let segment = last(ty)?;
    let word = segment.ident.to_string();
    let many = match word.as_str() {
        "ForeignKey" | "OneToOne" => false,
        "ManyToMany" => true,
        _ => return None,
    };
    let parameters = parameters(segment);
    let (target, through) = match (many, parameters.as_slice()) {
        (_, [target]) => (target, None),
        (true, [target, through]) => (target, Some(ungrouped(through))),
        _ => {
            let fix = if many {
                "name the model that it points to, and then the through model if there is one: \
                 `ManyToMany<Student>` or `ManyToMany<Student, Enrollment>`"
                    .to_owned()
            } else {
                format!("name the model that it points to: `{word}<Student>`")
            };
            errors.at(ty, fix);
            return Some(Shape::Unknown { sized: true });
        }
    };
    let Some(target) = Target::parse(target, &word, errors) else {
        return Some(Shape::Unknown { sized: many });
    };
    if !many {
        return Some(Shape::ForeignKey {
            target,
            optional: false,
            one_to_one: word == "OneToOne",
        });
    }
    let is_unit = |ty: &&Type| matches!(ty, Type::Tuple(unit) if unit.elems.is_empty());
    let through = through.filter(|through| !is_unit(through));
    Some(Shape::ManyToMany {
        target,
        through: through.cloned().map(Box::new),
    })
}

impl Target {
    /// Where errors about the model point to: its last word.
    pub(crate) fn span(&self) -> Span {
        last(&self.ty).map_or_else(Span::call_site, |segment| segment.ident.span())
    }

    /// Reads the parameter of `relation`, such as `ForeignKey`.
    fn parse(ty: &Type, relation: &str, errors: &mut Errors) -> Option<Self> {
        let ty = ungrouped(ty);
        let Some(segment) = last(ty) else {
            errors.at(
                ty,
                "a relation points to a model: name a struct with `#[derive(Model)]`",
            );
            return None;
        };
        if !segment.arguments.is_none() {
            let fix = match option(ty) {
                Some(inner) if relation != "ManyToMany" => {
                    let inner = inner.to_token_stream();
                    format!("a foreign key that may be null is `Option<{relation}<{inner}>>`")
                }
                _ => "a relation points to a model, and a model has no parameters".to_owned(),
            };
            errors.at(ty, fix);
            return None;
        }
        let mut path = match ty {
            Type::Path(ty) => ty.path.clone(),
            _ => return None,
        };
        if let Some(last) = path.segments.last_mut() {
            last.ident = path_type(&last.ident);
        }
        Some(Target {
            ty: ty.clone(),
            name: segment.ident.unraw().to_string(),
            path,
        })
    }
}

/// The path type of a model: `StudentPath` for `Student`.
pub(crate) fn path_type(model: &Ident) -> Ident {
    format_ident!("{}Path", model.unraw(), span = model.span())
}

/// The last word of a type, or nothing for a type that is no name.
fn word(ty: &Type) -> String {
    last(ty)
        .map(|segment| segment.ident.unraw().to_string())
        .unwrap_or_default()
}

/// What is within an `Option`.
fn option(ty: &Type) -> Option<&Type> {
    let segment = last(ty)?;
    if segment.ident != "Option" {
        return None;
    }
    parameters(segment).first().map(|inner| ungrouped(inner))
}

/// The last segment of a type that is a plain name.
fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

fn parameters(segment: &PathSegment) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Vec::new();
    };
    arguments
        .args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

/// A type without parentheses, those included that `macro_rules!` puts around it and nobody sees.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        ty => ty,
    }
}
