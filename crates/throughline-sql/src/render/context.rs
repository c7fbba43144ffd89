//! What rendering carries along: the dialect, the numbers of the arguments, fresh aliases.

use std::collections::HashMap;

use sea_query::{Expr, SelectStatement, Value as SeaValue};
use throughline_core::{ColumnType, Value};

use crate::dialect::{Dialect, Query};
use crate::plan::{Argument, Shape};
use crate::statement::{Encoding, Parameter, Statement};

/// A statement of sea-query, and the columns that are wanted back from a write.
#[derive(Debug)]
pub struct Rendered {
    pub(super) query: Query,
    pub(super) returning: Vec<&'static str>,
}

impl Rendered {
    /// A statement that only reads.
    pub(super) fn select(select: SelectStatement) -> Self {
        Rendered {
            query: Query::Select(select),
            returning: Vec::new(),
        }
    }
}

/// The state of one rendering.
#[derive(Debug)]
pub struct Context<'d> {
    pub(super) dialect: &'d dyn Dialect,
    /// Whether columns need their table before them: more than one table is read.
    pub(super) qualify: bool,
    /// The tables that are read under their own names, which no alias may be.
    pub(super) tables: Vec<&'static str>,
    arguments: HashMap<usize, usize>,
    /// Parameters in the order in which they were made, each once; the text may have them in another.
    parameters: Vec<Parameter>,
    aliases: usize,
}

impl<'d> Context<'d> {
    pub(super) fn new(dialect: &'d dyn Dialect, shape: &Shape<'_>) -> Self {
        let arguments = shape.arguments().iter().enumerate();
        Context {
            dialect,
            qualify: false,
            tables: Vec::new(),
            arguments: arguments
                .map(|(number, argument)| (argument.address(), number))
                .collect(),
            parameters: Vec::new(),
            aliases: 0,
        }
    }

    /// A placeholder for a value.
    pub(super) fn value(&mut self, value: &Value) -> Expr {
        self.parameter(Argument::Value(value).address(), Encoding::Plain)
    }

    /// A placeholder for a value, with its type said where the engine wants it said.
    pub(super) fn typed(&mut self, value: &Value, column_type: ColumnType) -> Expr {
        let parameter = self.value(value);
        self.dialect.typed(parameter, column_type)
    }

    /// A placeholder for a list.
    pub(super) fn list(&mut self, values: &Vec<Value>, column_type: ColumnType) -> Expr {
        let encoding = self.dialect.list_encoding(column_type);
        self.parameter(Argument::List(values).address(), encoding)
    }

    /// A placeholder for rows.
    pub(super) fn rows(&mut self, rows: &Vec<Vec<Value>>, encoding: Encoding) -> Expr {
        self.parameter(Argument::Rows(rows).address(), encoding)
    }

    /// The number that sea-query carries to the place of a `LIMIT` or `OFFSET`.
    pub(super) fn count(&mut self, count: &u64) -> u64 {
        self.slot(Argument::Count(count).address(), Encoding::Plain) as u64
    }

    /// A placeholder for a number that stands in an expression.
    pub(super) fn number(&mut self, count: &u64) -> Expr {
        self.parameter(Argument::Count(count).address(), Encoding::Plain)
    }

    /// A text with an expression in place of `{}`.
    pub(super) fn template(&self, template: &str, expression: Expr) -> Expr {
        let placeholder = if self.dialect.capabilities().array_parameters {
            "$1"
        } else {
            "?"
        };
        Expr::cust_with_expr(template.replace("{}", placeholder), expression)
    }

    /// A fresh alias: `t1`, `t2`, ….
    pub(super) fn alias(&mut self) -> String {
        loop {
            self.aliases += 1;
            let alias = format!("t{}", self.aliases);
            if !self.tables.contains(&&*alias) {
                return alias;
            }
        }
    }

    /// A name for a part of the statement, which no table of it has.
    pub(super) fn name(&self, name: &str) -> String {
        let mut name = name.to_owned();
        while self.tables.contains(&&*name) {
            name.push('_');
        }
        name
    }

    fn parameter(&mut self, address: usize, encoding: Encoding) -> Expr {
        let slot = self.slot(address, encoding);
        Expr::Value(SeaValue::BigUnsigned(Some(slot as u64)))
    }

    /// sea-query gets the number of the parameter in place of a value, and gives the numbers
    /// back in the order of the placeholders.
    fn slot(&mut self, address: usize, encoding: Encoding) -> usize {
        let argument = self.arguments.get(&address).copied();
        debug_assert!(
            argument.is_some(),
            "the renderer met a value that the shape did not"
        );
        let parameter = Parameter {
            argument: argument.unwrap_or(usize::MAX),
            encoding,
        };
        let known = self.parameters.iter().position(|known| *known == parameter);
        known.unwrap_or_else(|| {
            self.parameters.push(parameter);
            self.parameters.len() - 1
        })
    }

    pub(super) fn finish(self, rendered: Rendered) -> Statement {
        let (sql, values) = self.dialect.build(rendered.query, &rendered.returning);
        let slots = values.into_iter().filter_map(|value| match value {
            SeaValue::BigUnsigned(Some(slot)) => usize::try_from(slot).ok(),
            _ => None,
        });
        let marks = self.dialect.marks_passed_over(&sql);
        Statement {
            parameters: slots.map(|slot| self.parameters[slot]).collect(),
            passed_over: marks.then_some(rendered.returning.len()),
            sql,
        }
    }
}
