//! Numbers of related rows, for each row.

use throughline_backend::Connection;
use throughline_core::{Error, FieldType, Relation, Result, Row, ValueRef};
use throughline_sql::plan::{Aggregate, ChildOutput, Children, Function, Operand};

use super::children::Places;
use super::{Load, Owners};
use crate::{Aggregated, Column, One};

/// One statement for all rows, grouped; two numbers never multiply each other.
impl<T: FieldType + Send + 'static> Load for Column<T, One, Aggregated> {
    type Loaded = T;
    type Joined = ();

    fn columns(&self, _: &[Relation], _: &mut Vec<Operand>) {}

    fn joined(&self, _: &dyn Row, _: &mut usize) -> Result<()> {
        Ok(())
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        _: Vec<()>,
    ) -> Result<Vec<T>> {
        let Operand::Aggregate(aggregate) = self.operand() else {
            return Ok(Vec::new());
        };
        let [first, rest @ ..] = aggregate.relations.as_slice() else {
            return Ok(Vec::new());
        };
        if !first.is_multiple() {
            return Err(super::one_at_a_time(
                owners.model,
                aggregate.relations.len(),
            ));
        }
        let numbers = Numbers {
            relation: *first,
            rest,
            aggregate,
        };
        numbers.of(connection, owners).await
    }
}

/// What is asked about the far rows of a relation.
struct Numbers<'a> {
    relation: Relation,
    rest: &'a [Relation],
    aggregate: &'a Aggregate,
}

impl Numbers<'_> {
    async fn of<T: FieldType + Send>(
        &self,
        connection: &mut Connection,
        owners: &Owners,
    ) -> Result<Vec<T>> {
        let mut plan = Children::new(self.relation, owners.of_plan(self.relation));
        plan.output = ChildOutput::Aggregate(Aggregate {
            relations: self.rest.to_vec(),
            ..self.aggregate.clone()
        });
        let decode = |value: ValueRef<'_>| {
            T::from_value(value).map_err(|error| {
                Error::decode(owners.model.name, "a number of related rows", error, value)
            })
        };
        let places = Places::new(owners.keys.iter().enumerate());
        let mut numbers: Vec<Option<T>> = owners.keys.iter().map(|_| None).collect();
        let near = self.relation.near();
        connection
            .fetch(&plan, &mut |row| {
                let key = crate::link::key(row, 0, near)?;
                for &place in places.of(&key) {
                    numbers[place] = Some(decode(row.value(1)?)?);
                }
                Ok(())
            })
            .await?;
        let none = match self.aggregate.function {
            Function::Count => ValueRef::Int(0),
            _ => ValueRef::Null,
        };
        let number = |number: Option<T>| number.map_or_else(|| decode(none), Ok);
        numbers.into_iter().map(number).collect()
    }
}
