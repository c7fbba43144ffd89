//! Check constraints: what a condition may say, and whether it fits the fields.

use std::collections::HashSet;

use syn::ext::IdentExt;
use syn::{BinOp, Expr, ExprMethodCall, Ident, UnOp};

use super::column::{LONGEST_NAME, misfit};
use super::key::unknown_field;
use super::{Condition, Constraint, Operand, positions};
use crate::errors::Errors;
use crate::parse::attribute::{Literal, literal, ungrouped};
use crate::parse::model::ModelInput;
use crate::parse::relation::{Plain, Shape};

const EXPECTED: &str = "expected a condition on fields, such as `age >= 18`, `starts < ends`, \
                        `kind.is_in(\"a\", \"b\")`, `nick.is_null()`, or some of these with `&&`, \
                        `||` and `!`";

/// The checks of a model, without those that are wrong.
pub(super) fn constraints(input: &ModelInput, errors: &mut Errors) -> Vec<Constraint> {
    let mut names = HashSet::new();
    let mut constraints = Vec::new();
    for check in &input.attributes.checks {
        let name = check.name.unraw().to_string();
        // Engines do not tell upper from lower case here.
        if !names.insert(name.to_lowercase()) {
            let message = format!("there is a check `{name}` already: give this one another name");
            errors.at(&check.name, message);
        }
        if name.len() > LONGEST_NAME {
            let message = format!(
                "this name has {} bytes, and a check's name at most {LONGEST_NAME}",
                name.len()
            );
            errors.at(&check.name, message);
        }
        let mut reader = Reader { input, errors };
        if let Some(condition) = reader.condition(&check.condition) {
            constraints.push(Constraint { name, condition });
        }
    }
    constraints
}

/// Reads conditions on the fields of a declaration.
struct Reader<'a> {
    input: &'a ModelInput,
    errors: &'a mut Errors,
}

/// A field that stands in a condition.
struct Named<'a> {
    name: String,
    position: usize,
    /// Its type, if it is no foreign key.
    plain: Option<&'a Plain>,
}

impl<'a> Reader<'a> {
    fn condition(&mut self, expr: &Expr) -> Option<Condition> {
        match bare(expr) {
            Expr::Binary(binary) => match binary.op {
                BinOp::And(_) => self.terms(expr, is_and).map(Condition::All),
                BinOp::Or(_) => self.terms(expr, is_or).map(Condition::Any),
                op => self.comparison(&binary.left, op, &binary.right),
            },
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
                let term = self.condition(&unary.expr)?;
                Some(Condition::Not(Box::new(term)))
            }
            Expr::MethodCall(call) => self.method(call),
            other => self.refuse(other),
        }
    }

    /// What `&&`, or `||`, joins. All of it is read, so that all its errors are told.
    fn terms(&mut self, expr: &Expr, joins: fn(&BinOp) -> bool) -> Option<Vec<Condition>> {
        let terms = joined(expr, joins).into_iter();
        let terms: Vec<_> = terms.map(|term| self.condition(term)).collect();
        terms.into_iter().collect()
    }

    /// What is no condition.
    fn refuse(&mut self, expr: &Expr) -> Option<Condition> {
        let field = name(expr).map(|name| name.unraw().to_string());
        let fields = &self.input.fields;
        match field.filter(|name| fields.iter().any(|field| field.name == *name)) {
            Some(field) => {
                let message = format!("`{field}` alone is no condition: write `{field} == true`");
                self.errors.at(expr, message);
            }
            None => self.errors.at(expr, EXPECTED),
        }
        None
    }

    fn comparison(&mut self, left: &Expr, op: BinOp, right: &Expr) -> Option<Condition> {
        let (comparison, negated) = match op {
            BinOp::Eq(_) => ("Equal", false),
            BinOp::Ne(_) => ("Equal", true),
            BinOp::Lt(_) => ("Less", false),
            BinOp::Le(_) => ("LessOrEqual", false),
            BinOp::Gt(_) => ("Greater", false),
            BinOp::Ge(_) => ("GreaterOrEqual", false),
            _ => {
                self.errors.at(&op, EXPECTED);
                return None;
            }
        };
        if literal(bare(left)).is_some() {
            let message = "put the field on the left and the constant on the right: `age >= 18`";
            self.errors.at(left, message);
            return None;
        }
        let field = self.field(left);
        let operand = self.operand(field.as_ref(), right);
        let condition = Condition::Compare(comparison, field?.position, operand?);
        Some(match negated {
            true => Condition::Not(Box::new(condition)),
            false => condition,
        })
    }

    /// What the field is compared with.
    fn operand(&mut self, field: Option<&Named<'_>>, expr: &Expr) -> Option<Operand> {
        let expr = bare(expr);
        if name(expr).is_none() {
            return self.constant(field, expr).map(Operand::Literal);
        }
        if name(expr).is_some_and(|name| name == "None") {
            let field = field.map_or("nick", |field| &field.name);
            let message = format!(
                "nothing equals null: write `{field}.is_null()` or `{field}.is_not_null()`"
            );
            self.errors.at(expr, message);
            return None;
        }
        let other = self.field(expr)?;
        let field = field?;
        if let (Some(one), Some(two)) = (field.plain, other.plain)
            && let (Some(a), Some(b)) = (family(one), family(two))
            && a != b
        {
            let message = format!(
                "`{}` is of type `{}` and `{}` of type `{}`: they cannot be compared",
                field.name, one.word, other.name, two.word
            );
            self.errors.at(expr, message);
            return None;
        }
        Some(Operand::Column(other.position))
    }

    /// A constant of the field's type.
    fn constant(&mut self, field: Option<&Named<'_>>, expr: &Expr) -> Option<Literal> {
        let Some(literal) = literal(bare(expr)) else {
            let message = "expected a field or a literal: a number, a text, `true` or `false`";
            self.errors.at(expr, message);
            return None;
        };
        if let Some(Named { name, plain, .. }) = field
            && let Some(plain) = plain
            && let Some(expected) = misfit(&literal, plain)
        {
            let message = format!(
                "`{name}` is of type `{}`: compare it with {expected}",
                plain.word
            );
            self.errors.at(expr, message);
            return None;
        }
        Some(literal)
    }

    /// `field.is_in(…)`, `field.is_null()`, `field.is_not_null()`.
    fn method(&mut self, call: &ExprMethodCall) -> Option<Condition> {
        let method = call.method.unraw().to_string();
        if !["is_in", "is_null", "is_not_null"].contains(&method.as_str()) {
            let message = format!(
                "a check has no `{method}`: there are `is_in`, `is_null` and `is_not_null`"
            );
            self.errors.at(&call.method, message);
            return None;
        }
        let field = self.field(&call.receiver);
        if method == "is_in" {
            let values = self.list(field.as_ref(), call);
            return Some(Condition::In(field?.position, values?));
        }
        if !call.args.is_empty() {
            let message = format!("`{method}` takes nothing: write `{method}()`");
            self.errors.at(&call.args, message);
            return None;
        }
        Some(Condition::IsNull(field?.position, method == "is_null"))
    }

    /// The constants of `is_in`.
    fn list(&mut self, field: Option<&Named<'_>>, call: &ExprMethodCall) -> Option<Vec<Literal>> {
        if call.args.is_empty() {
            let message = "name what it may be: `is_in(\"a\", \"b\")`";
            self.errors.at(&call.method, message);
            return None;
        }
        let read = |value: &Expr| self.constant(field, value);
        let values: Vec<Option<Literal>> = call.args.iter().map(read).collect();
        values.into_iter().collect()
    }

    /// The column that an expression names.
    fn field(&mut self, expr: &Expr) -> Option<Named<'a>> {
        let expr = bare(expr);
        let Some(ident) = name(expr) else {
            let model = self.input.ident.unraw();
            let message =
                format!("expected a field of `{model}`: a check compares fields as they are");
            self.errors.at(expr, message);
            return None;
        };
        let name = ident.unraw().to_string();
        let fields = &self.input.fields;
        let Some(at) = fields.iter().position(|field| field.name == name) else {
            self.errors.at(ident, unknown_field(self.input, &name));
            return None;
        };
        let plain = match &fields[at].shape {
            Shape::Plain(plain) => Some(plain),
            Shape::ForeignKey { .. } => None,
            Shape::ManyToMany { .. } => {
                let message = format!(
                    "`{name}` is many-to-many and has no column, so it cannot stand in `check`"
                );
                self.errors.at(ident, message);
                return None;
            }
            // It was reported.
            Shape::Unknown { .. } => return None,
        };
        let position = positions(fields)[at]?;
        Some(Named {
            name,
            position,
            plain,
        })
    }
}

/// An expression without parentheses.
fn bare(expr: &Expr) -> &Expr {
    match ungrouped(expr) {
        Expr::Paren(paren) => bare(&paren.expr),
        expr => expr,
    }
}

/// The name that an expression is, if it is one alone.
fn name(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

/// The parts of an expression that the operator joins, from left to right.
fn joined(expr: &Expr, joins: fn(&BinOp) -> bool) -> Vec<&Expr> {
    match bare(expr) {
        Expr::Binary(binary) if joins(&binary.op) => {
            let mut parts = joined(&binary.left, joins);
            parts.extend(joined(&binary.right, joins));
            parts
        }
        part => vec![part],
    }
}

fn is_and(op: &BinOp) -> bool {
    matches!(op, BinOp::And(_))
}

fn is_or(op: &BinOp) -> bool {
    matches!(op, BinOp::Or(_))
}

/// Types that can be compared with each other, where the type's name tells.
fn family(plain: &Plain) -> Option<&str> {
    match plain.word.as_str() {
        "i16" | "i32" | "i64" | "f64" | "Decimal" => Some("number"),
        word @ ("String" | "bool" | "Date" | "Time" | "DateTime" | "Timestamp" | "Uuid") => {
            Some(word)
        }
        _ => None,
    }
}
