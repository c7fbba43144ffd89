//! The grammar that all attributes share: `name`, `name = expression`, `name(field, -field)`. Only
//! `check(name = condition)` has one of its own, in [`constraint`].

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Token, UnOp, parenthesized};

use super::constraint::{self, ConstraintInput};
use crate::errors::Errors;
use crate::text::nearest;

/// One argument of an attribute.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    value: ArgumentValue,
}

enum ArgumentValue {
    Nothing,
    Expr(Box<Expr>),
    /// The keyword `trait`, which is no expression.
    Trait,
    Terms(Vec<Term>),
    Constraints(Vec<syn::Result<ConstraintInput>>),
}

/// A field named in a list: `joined`, or `-joined` for the greatest first.
#[derive(Clone)]
pub(crate) struct Term {
    pub(crate) descending: bool,
    pub(crate) field: Ident,
}

/// The value of an argument, and its name: where errors about it point to.
pub(crate) struct Given<T> {
    pub(crate) name: Ident,
    pub(crate) value: T,
}

/// A constant in a declaration.
#[derive(Clone)]
pub(crate) enum Literal {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

impl Parse for Term {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let descending = input.parse::<Option<Token![-]>>()?.is_some();
        Ok(Term {
            descending,
            field: input.call(Ident::parse_any)?,
        })
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if input.parse::<Option<Token![trait]>>()?.is_some() {
                ArgumentValue::Trait
            } else {
                ArgumentValue::Expr(input.parse()?)
            }
        } else if input.peek(syn::token::Paren) {
            let list;
            parenthesized!(list in input);
            // The second is unknown, but is told so by its name rather than by what stands in it.
            if name == "check" || name == "checks" {
                let value = ArgumentValue::Constraints(constraint::read_all(&list)?);
                return Ok(Argument { name, value });
            }
            let terms = list.parse_terminated(Term::parse, Token![,])?;
            ArgumentValue::Terms(terms.into_iter().collect())
        } else {
            ArgumentValue::Nothing
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            let message = format!("expected `,` or `= …` behind `{name}`");
            return Err(input.error(message));
        }
        Ok(Argument { name, value })
    }
}

/// The arguments of all attributes of that name.
pub(crate) fn arguments(
    attributes: &[Attribute],
    name: &str,
    example: &str,
    errors: &mut Errors,
) -> Vec<Argument> {
    let mut arguments = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name))
    {
        match &attribute.meta {
            Meta::List(_) => {
                let all = |input: ParseStream<'_>| {
                    read_all(input, &mut arguments, errors);
                    Ok(())
                };
                if let Err(error) = attribute.parse_args_with(all) {
                    errors.push(error);
                }
            }
            _ => errors.at(
                attribute,
                format!("write `#[{name}(…)]`, such as `{example}`"),
            ),
        }
    }
    arguments
}

/// Reads arguments to the end; passes over a faulty one to the next comma.
fn read_all(input: ParseStream<'_>, arguments: &mut Vec<Argument>, errors: &mut Errors) {
    while !input.is_empty() {
        match input.parse() {
            Ok(argument) => arguments.push(argument),
            Err(error) => {
                errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    if input.parse::<TokenTree>().is_err() {
                        return;
                    }
                }
            }
        }
        if input.parse::<Option<Token![,]>>().is_err() {
            return;
        }
    }
}

impl Argument {
    /// The name as text.
    pub(crate) fn name(&self) -> String {
        self.name.unraw().to_string()
    }

    fn given<T>(&self, value: Option<T>) -> Option<Given<T>> {
        value.map(|value| Given {
            name: self.name.clone(),
            value,
        })
    }

    /// The expression behind `=`. Otherwise an error that shows how to write it.
    fn expr_or(&self, example: &str, errors: &mut Errors) -> Option<&Expr> {
        if let ArgumentValue::Expr(expr) = &self.value {
            return Some(ungrouped(expr));
        }
        errors.at(&self.name, format!("write `{} = {example}`", self.name()));
        None
    }

    /// For an attribute that stands alone.
    pub(crate) fn flag(&self, errors: &mut Errors) -> Option<Given<()>> {
        if !matches!(self.value, ArgumentValue::Nothing) {
            let name = self.name();
            errors.at(
                &self.name,
                format!("`{name}` takes no value here: write `{name}` alone"),
            );
        }
        self.given(Some(()))
    }

    /// For `name = trait`.
    pub(crate) fn by_trait(&self, errors: &mut Errors) -> Option<Given<()>> {
        if !matches!(self.value, ArgumentValue::Trait) {
            errors.at(&self.name, format!("write `{} = trait`", self.name()));
            return None;
        }
        self.given(Some(()))
    }

    /// For `name = "text"`.
    pub(crate) fn text(&self, errors: &mut Errors) -> Option<Given<LitStr>> {
        let expr = self.expr_or("\"…\"", errors)?;
        if let Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) = expr
        {
            return self.given(Some(text.clone()));
        }
        errors.at(expr, format!("expected a text: `{} = \"…\"`", self.name()));
        None
    }

    /// For `name = 100`.
    pub(crate) fn number(&self, errors: &mut Errors) -> Option<Given<u32>> {
        let expr = self.expr_or("100", errors)?;
        let number = match expr {
            Expr::Lit(ExprLit {
                lit: Lit::Int(number),
                ..
            }) => number.base10_parse().ok(),
            _ => None,
        };
        if number.is_none() {
            errors.at(
                expr,
                format!("expected a whole number: `{} = 100`", self.name()),
            );
        }
        self.given(number)
    }

    /// For `name = expression`.
    pub(crate) fn expr(&self, errors: &mut Errors) -> Option<Given<Expr>> {
        let expr = self.expr_or("…", errors)?;
        self.given(Some(expr.clone()))
    }

    /// For `name = Path`.
    pub(crate) fn path(&self, errors: &mut Errors) -> Option<Given<syn::Path>> {
        let expr = self.expr_or("student::StudentPath", errors)?;
        if let Expr::Path(path) = expr {
            return self.given(Some(path.path.clone()));
        }
        errors.at(
            expr,
            "expected the path type of the target: `path = student::StudentPath`",
        );
        None
    }

    /// For `name = literal`.
    pub(crate) fn literal(&self, errors: &mut Errors) -> Option<Given<(Expr, Literal)>> {
        let expr = self.expr_or("0", errors)?;
        let Some(literal) = literal(expr) else {
            let what = "expected a literal: a number, a text, `true` or `false`. For a value that \
                        Rust computes, write `default = …`";
            errors.at(expr, what);
            return None;
        };
        self.given(Some((expr.clone(), literal)))
    }

    /// For `name(field, field)`. `signs`: whether `-field` is allowed.
    pub(crate) fn fields(&self, signs: bool, errors: &mut Errors) -> Option<Given<Vec<Term>>> {
        let name = self.name();
        let example = if signs { "name, -joined" } else { "a, b" };
        let ArgumentValue::Terms(terms) = &self.value else {
            errors.at(&self.name, format!("name the fields: `{name}({example})`"));
            return None;
        };
        if terms.is_empty() {
            errors.at(&self.name, format!("name the fields: `{name}({example})`"));
            return None;
        }
        if let Some(term) = terms.iter().find(|term| term.descending && !signs) {
            errors.at(
                &term.field,
                format!("`-` has a meaning in `ordering` only, not in `{name}`"),
            );
            return None;
        }
        self.given(Some(terms.clone()))
    }

    /// For `check(name = condition, …)`.
    pub(crate) fn constraints(self, errors: &mut Errors) -> Vec<ConstraintInput> {
        match self.value {
            ArgumentValue::Constraints(all) if !all.is_empty() => {
                let read = |one: syn::Result<_>| one.map_err(|error| errors.push(error)).ok();
                all.into_iter().filter_map(read).collect()
            }
            _ => {
                let message = "write the checks in parentheses: `check(adult = age >= 18)`";
                errors.at(&self.name, message);
                Vec::new()
            }
        }
    }

    /// Reports a name that is no attribute, with the one that was probably meant. `hints` are
    /// names from elsewhere, with what to write instead.
    pub(crate) fn unknown(
        &self,
        attribute: &str,
        known: &[&str],
        hints: &[(&str, &str)],
        errors: &mut Errors,
    ) {
        let name = self.name();
        let fix = if let Some((_, hint)) = hints.iter().find(|(from, _)| *from == name) {
            (*hint).to_owned()
        } else if let Some(nearest) = nearest(&name, known.iter().copied()) {
            format!("did you mean `{nearest}`?")
        } else {
            format!("there are {}", known.join(", "))
        };
        errors.at(
            &self.name,
            format!("`#[{attribute}(…)]` has no attribute `{name}`: {fix}"),
        );
    }
}

/// An expression without the invisible parentheses that `macro_rules!` puts around it.
pub(crate) fn ungrouped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungrouped(&group.expr),
        expr => expr,
    }
}

/// The constant that an expression is, if it is one.
pub(crate) fn literal(expr: &Expr) -> Option<Literal> {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Bool(lit) => Some(Literal::Bool(lit.value)),
            Lit::Int(lit) => lit.base10_parse().ok().map(Literal::Int),
            Lit::Float(lit) => lit.base10_parse().ok().map(Literal::Float),
            Lit::Str(lit) => Some(Literal::Text(lit.value())),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            match literal(ungrouped(&unary.expr))? {
                Literal::Int(value) => Some(Literal::Int(-value)),
                Literal::Float(value) => Some(Literal::Float(-value)),
                _ => None,
            }
        }
        _ => None,
    }
}
