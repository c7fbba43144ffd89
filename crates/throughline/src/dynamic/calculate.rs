//! Numbers of all rows of a query set: one statement for those of the rows themselves, one for each
//! path to related rows, so that none multiplies another.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ModelDef, Result, Value};
use throughline_sql::plan::{Aggregate, Condition, FieldPath, Operand, Output, Select, Source};

use super::Calculation;
use super::convert::decode;
use super::fault::{self, Read};
use super::joins::{Joins, Share};
use super::resolve::Target;
use super::state::Dynamic;

/// Statements, and which of the values that are wanted each of them gives.
#[derive(Debug)]
pub(super) struct Calculate {
    model: &'static ModelDef,
    statements: Vec<(Select, Vec<usize>)>,
    wanted: usize,
}

impl Calculate {
    /// The numbers of the rows that a query set has, given as the select of its rows.
    pub(super) fn new(dynamic: &Dynamic, rows: Select, wanted: &[Calculation]) -> Read<Self> {
        let model = rows.model();
        let scope = dynamic.scope(model);
        let base = base(rows)?;
        let mut statements: Vec<(Select, Vec<usize>)> = Vec::new();
        for (position, calculation) in wanted.iter().enumerate() {
            let target = calculation.target(scope)?;
            let mut joins = Joins::new(base.each.clone(), None);
            let (start, value) = match &target {
                Target::Route(route) => {
                    let (start, relations) = joins.follow(&route.relations, Share::Newest);
                    (start, FieldPath::over(relations, route.field).into())
                }
                Target::Computed(annotation) => (0, annotation.operand.clone()),
            };
            let each = joins.into_each();
            let number = calculation.of(value, start);
            let same = |(select, _): &&mut (Select, Vec<usize>)| {
                let joined = select.each.iter().map(|each| (each.start, &each.relations));
                joined.eq(each.iter().map(|each| (each.start, &each.relations)))
            };
            match statements.iter_mut().find(same) {
                Some((select, positions)) => {
                    numbers(select).push(number);
                    positions.push(position);
                }
                None => {
                    let select = Select {
                        each,
                        output: Output::Aggregates(vec![number]),
                        ..base.clone()
                    };
                    statements.push((select, vec![position]));
                }
            }
        }
        Ok(Calculate {
            model,
            statements,
            wanted: wanted.len(),
        })
    }
}

/// The different rows, without an order. Those of a slice are found by their keys.
fn base(rows: Select) -> Read<Select> {
    let model = rows.model();
    if !rows.is_sliced() {
        return Ok(Select {
            order: Vec::new(),
            each: Vec::new(),
            once: false,
            ..rows
        });
    }
    if model.primary_key.len() > 1 {
        return Err(fault::needs_single_key(model));
    }
    let key: Operand = FieldPath::own(model.key()).into();
    let slice = Select {
        output: Output::Columns(vec![key.clone()]),
        ..rows
    };
    Ok(Select {
        conditions: vec![Condition::InSelect(key, Box::new(slice))],
        ..Select::new(Source::Model(model))
    })
}

fn numbers(select: &mut Select) -> &mut Vec<Aggregate> {
    if !matches!(select.output, Output::Aggregates(_)) {
        select.output = Output::Aggregates(Vec::new());
    }
    match &mut select.output {
        Output::Aggregates(numbers) => numbers,
        _ => unreachable!("it has just been made one"),
    }
}

impl Operation for Calculate {
    type Output = Vec<Value>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Value>> {
        let mut values = vec![Value::Null; self.wanted];
        for (mut select, positions) in self.statements {
            let types: Vec<_> = numbers(&mut select)
                .iter()
                .map(Aggregate::column_type)
                .collect();
            connection
                .fetch(&select, &mut |row| {
                    for (column, (position, column_type)) in
                        positions.iter().zip(&types).enumerate()
                    {
                        let value = row.value(column)?;
                        let decoded = decode(value, *column_type);
                        values[*position] = decoded.map_err(|error| {
                            Error::decode(self.model.name, "a calculation", error, value)
                        })?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(values)
    }
}
