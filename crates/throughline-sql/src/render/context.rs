//! What rendering carries along: the dialect, the numbers of the arguments, fresh aliases.

use std::collections::HashMap;

use sea_query::{Expr, SelectStatement, Value as SeaValue};
use throughline_core::{ColumnType, Value};

use crate::dialect::{Dialect, Query};
use crate::plan::{Argument, Shape, ValueRows};
use crate::statement::{Encoding, Known, KnownValue, Parameter, Statement};

/// A statement of sea-query, and the columns that are wanted back from a write.
#[derive(Debug)]
pub struct Rendered {
    pub(super) query: Query,
    pub(super) returning: Vec<&'static str>,
    /// What `returning` would give, where it is known without asking.
    pub(super) known: Option<Vec<Known>>,
    /// The table, if several rows may be written at a time.
    pub(super) several: Option<&'static str>,
    /// Whether many rows come as an array: see [`Statement::gathered`].
    pub(super) gathered: bool,
    /// See [`Statement::any_length`].
    pub(super) any_length: bool,
}

/// Rows that are to be written.
pub(super) enum Rows {
    /// The statement is run for each: the expressions of its values.
    Each(Vec<Expr>),
    /// All at once: what to select from, and the expressions of the values of a row.
    All(Box<SelectStatement>, Vec<Expr>),
}

impl Rendered {
    /// A statement that only reads.
    pub(super) fn select(select: SelectStatement) -> Self {
        Rendered::write(Query::Select(select), Vec::new())
    }

    /// A statement that writes, and the columns that are wanted back.
    pub(super) fn write(query: Query, returning: Vec<&'static str>) -> Self {
        Rendered {
            query,
            returning,
            known: None,
            several: None,
            gathered: false,
            any_length: false,
        }
    }

    /// The same, where what is wanted back may be known without asking.
    pub(super) fn knowing(self, known: Option<Vec<Known>>) -> Self {
        Rendered { known, ..self }
    }

    /// The same, with rows that come one by one, or as an array.
    pub(super) fn gathered(self, gathered: bool) -> Self {
        Rendered { gathered, ..self }
    }

    /// The same, if one plan serves any number of rows.
    pub(super) fn any_length(self, any_length: bool) -> Self {
        Rendered { any_length, ..self }
    }

    /// The same, for rows that may be written to that table several at a time.
    pub(super) fn several(self, several: Option<&'static str>) -> Self {
        Rendered { several, ..self }
    }
}

/// The state of one rendering.
#[derive(Debug)]
pub struct Context<'d> {
    pub(super) dialect: &'d dyn Dialect,
    /// Whether columns need their table before them: more than one table is read.
    pub(super) qualify: bool,
    /// Whether a column is looked for in a list.
    pub(super) lists: bool,
    /// For how many rows the statement is made that is run for each.
    pub(super) times: usize,
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
            lists: false,
            times: 1,
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
    pub(super) fn list(&mut self, values: &Vec<Value>) -> Expr {
        let encoding = self.dialect.list_encoding();
        self.parameter(Argument::List(values).address(), encoding)
    }

    /// Rows of values of these types: each by itself where the engine is in this process, and a single
    /// one by its values everywhere.
    pub(super) fn rows(&mut self, rows: &ValueRows, types: &[ColumnType]) -> Rows {
        let address = Argument::Rows(rows).address();
        let is_each = self.dialect.capabilities().in_process;
        if is_each || rows.len() == 1 {
            let cells = types.iter().enumerate();
            let cells = cells.map(|(cell, column_type)| {
                let value = self.parameter(address, Encoding::Cell(cell));
                match is_each {
                    true => value,
                    false => self.dialect.typed(value, *column_type),
                }
            });
            return Rows::Each(cells.collect());
        }
        let (select, values) = self.all_rows(rows, types);
        Rows::All(Box::new(select), values)
    }

    /// Rows of values of these types, all at once.
    pub(super) fn all_rows(
        &mut self,
        rows: &ValueRows,
        types: &[ColumnType],
    ) -> (SelectStatement, Vec<Expr>) {
        let address = Argument::Rows(rows).address();
        let dialect = self.dialect;
        dialect.rows(types, &mut |encoding| self.parameter(address, encoding))
    }

    /// The value of a list for which the statement is run, where it is run for each.
    pub(super) fn each_of(&mut self, values: &Vec<Value>) -> Option<Expr> {
        let each = self.dialect.capabilities().in_process;
        each.then(|| self.parameter(Argument::List(values).address(), Encoding::Cell(0)))
    }

    /// What is known of rows that were given so, where the engine is not to be asked.
    pub(super) fn known(
        &self,
        argument: &Argument<'_>,
        columns: &[(&'static str, ColumnType)],
    ) -> Option<Vec<Known>> {
        let is_one = match argument {
            Argument::Value(_) => true,
            Argument::Rows(rows) => rows.len() == 1,
            Argument::List(_) | Argument::Count(_) => false,
        };
        if !is_one && !self.dialect.capabilities().in_process {
            return None;
        }
        let argument = self.argument(argument.address())?;
        let columns = columns.iter().enumerate();
        columns
            .map(|(cell, (column, column_type))| {
                let encoding = Encoding::Cell(cell);
                let value = KnownValue::Given(Parameter { argument, encoding });
                self.dialect
                    .gives_back(*column_type)
                    .then_some(Known { column, value })
            })
            .collect()
    }

    /// The number of the argument at that address.
    pub(super) fn argument(&self, address: usize) -> Option<usize> {
        self.arguments.get(&address).copied()
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
        let placeholder = if self.dialect.capabilities().arrays {
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
        let argument = self.argument(address);
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
        let asked = match rendered.known {
            Some(_) => &[],
            None => &*rendered.returning,
        };
        let (sql, values) = self.dialect.build(rendered.query, asked);
        let slots = values.into_iter().filter_map(|value| match value {
            SeaValue::BigUnsigned(Some(slot)) => usize::try_from(slot).ok(),
            _ => None,
        });
        let is_each = self.dialect.capabilities().in_process;
        let marks = self.dialect.marks_passed_over(&sql);
        let mut cells = self.parameters.iter();
        let each = cells.find(|one| matches!(one.encoding, Encoding::Cell(_)));
        Statement {
            each: each.filter(|_| is_each).map(|one| one.argument),
            known: rendered.known,
            many: None,
            parameters: slots.map(|slot| self.parameters[slot]).collect(),
            passed_over: marks.then_some(rendered.returning.len()),
            gathered: rendered.gathered,
            any_length: rendered.any_length,
            sql,
        }
    }
}
