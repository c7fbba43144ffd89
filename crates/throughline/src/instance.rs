//! Operations on one row by its key: `get`, `save`, `delete`.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{AutoNow, FieldDef, Key, ModelDef, Result, Value};
use throughline_sql::plan::{
    Assignment, Comparison, Condition, Delete, FieldPath, KeyValues, Operand, Output, RowByKey,
    Select, Source, Update,
};

use crate::{Model, explain, rows};

/// The query of the row with that key.
pub(crate) fn by_key(model: &'static ModelDef, key: Vec<Value>) -> Select {
    let mut select = Select::new(Source::Model(model));
    select.conditions = model
        .key_fields()
        .zip(key)
        .map(|(field, value)| equals(field, value))
        .collect();
    select
}

/// The field has that value. Null is a value here: a row has it or has not.
pub(crate) fn equals(field: &'static FieldDef, value: Value) -> Condition {
    let path = FieldPath::own(field).into();
    if value.is_null() {
        return Condition::IsNull(path, true);
    }
    Condition::Compare(path, Comparison::Equal, Operand::Value(value))
}

/// The row with that key.
pub(crate) fn get<M: Model>(key: M::Key) -> Get<M> {
    let mut values = KeyValues::new();
    key.each_value(&mut |value| values.push(value));
    Get {
        plan: RowByKey {
            model: M::META,
            key: values,
        },
        marker: std::marker::PhantomData,
    }
}

pub(crate) struct Get<M> {
    plan: RowByKey,
    marker: std::marker::PhantomData<fn() -> M>,
}

impl<M: Model> Operation for Get<M> {
    type Output = M;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<M> {
        let row = rows::row::<M>(connection, &self.plan).await?;
        row.ok_or_else(|| rows::does_not_exist(M::NAME))
    }
}

/// All columns of the row.
pub(crate) fn save<M: Model>(row: &M) -> Save {
    let model = M::META;
    let is_key = |position: &usize| model.primary_key.contains(position);
    let assignments: Vec<_> = row
        .to_values()
        .into_iter()
        .enumerate()
        .filter(|(position, _)| !is_key(position))
        .map(|(position, value)| {
            let field = &model.fields[position];
            let value = if field.auto_now == AutoNow::OnChange {
                field.now()
            } else {
                value
            };
            Assignment {
                field,
                operand: Operand::Value(value),
            }
        })
        .collect();
    Save {
        model,
        select: by_key(model, row.key().to_values()),
        assignments,
    }
}

#[derive(Clone)]
pub(crate) struct Save {
    model: &'static ModelDef,
    select: Select,
    assignments: Vec<Assignment>,
}

impl Operation for Save {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(mut self, connection: &mut Connection) -> Result<()> {
        let found = if self.assignments.is_empty() {
            // A model of nothing but its key has nothing to write.
            self.select.output = Output::Exists;
            connection.fetch(&self.select, &mut |_| Ok(())).await?
        } else {
            let (select, assignments) = (self.select, self.assignments);
            let update = Update {
                select,
                assignments,
                returning: false,
            };
            let changed = connection.run(&update).await;
            changed.map_err(|error| explain::write(error, self.model))?
        };
        if found == 0 {
            Err(rows::does_not_exist(self.model.name))
        } else {
            Ok(())
        }
    }
}

/// The row goes.
pub(crate) fn delete<M: Model>(row: &M) -> DeleteRow {
    DeleteRow {
        model: M::META,
        select: by_key(M::META, row.key().to_values()),
    }
}

#[derive(Clone)]
pub(crate) struct DeleteRow {
    model: &'static ModelDef,
    select: Select,
}

impl Operation for DeleteRow {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        let deleted = connection
            .run(&Delete {
                select: self.select,
            })
            .await;
        match deleted.map_err(|error| explain::delete(error, self.model))? {
            0 => Err(rows::does_not_exist(self.model.name)),
            _ => Ok(()),
        }
    }
}
