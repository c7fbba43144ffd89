//! A row that a unique key decides about, step by step: looked for, then changed or made.
//!
//! On SQLite the transaction holds the lock before it looks: no rival can come in between. On servers
//! one can, and `find_or_insert` sees to it; there it is the way of the few cases that one statement
//! does not do.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, ModelDef, Result, Value};
use throughline_sql::plan::{Assignment, OnConflict, Operand, Select, Source, Update};

use super::{ByKey, Mode, Outcome, assignment, with_auto_now};
use crate::builder::Draft;
use crate::instance::{by_key, equals};
use crate::{Model, create, explain, rivals, rows};

impl ByKey {
    /// Inside of a transaction.
    pub(crate) async fn in_steps<M: Model>(
        self,
        connection: &mut Connection,
    ) -> Result<(M, Outcome)> {
        let mut draft = self.draft.clone();
        draft.fill();
        let values = self.key_values(&draft);
        let new = self.new_values(&draft);
        let ByKey {
            key, mode, owner, ..
        } = self;
        // A key with a null in it is equal to no other: the row is new.
        let row = match find_or_insert::<M>(connection, draft, key, values).await? {
            (row, true) => return Ok((row, Outcome::Created)),
            (row, false) => row,
        };
        let row = match owner {
            Some((position, owner)) => claimed(connection, row, position, owner).await?,
            None => row,
        };
        if mode == Mode::Get {
            return Ok((row, Outcome::Found));
        }
        let assignments = changed(&row, new);
        if assignments.is_empty() {
            return Ok((row, Outcome::Unchanged));
        }
        match update_row(connection, &row, assignments).await? {
            Some(row) => Ok((row, Outcome::Updated)),
            None => Ok((row, Outcome::Unchanged)),
        }
    }
}

/// The row with these values of the key, or a new one of the draft, which has all its values, and
/// whether it is new. Without values of the key it is.
async fn find_or_insert<M: Model>(
    connection: &mut Connection,
    draft: Draft,
    key: &'static [usize],
    values: Option<Vec<Value>>,
) -> Result<(M, bool)> {
    let Some(values) = values else {
        return Ok((create::insert_row(connection, draft).await?, true));
    };
    let select = by_fields(M::META, key, values);
    if let Some(row) = rows::row::<M>(connection, &select).await? {
        return Ok((row, false));
    }
    if rivals::are_there(connection) {
        // One that came in between makes the insertion pass over the row, rather than fail, which
        // would be the end of the transaction. It may be gone again: then all is as at first.
        let new = create::insert(draft.clone(), Some(OnConflict::Key(key)));
        let inserted = rows::row::<M>(connection, &new).await;
        if let Some(row) = inserted.map_err(|error| explain::write(error, M::META))? {
            return Ok((row, true));
        }
        if let Some(row) = rows::row::<M>(connection, &select).await? {
            return Ok((row, false));
        }
    }
    Ok((create::insert_row(connection, draft).await?, true))
}

/// The row with the foreign key at that position pointing to the owner: it does, or pointed to
/// nothing.
async fn claimed<M: Model>(
    connection: &mut Connection,
    row: M,
    position: usize,
    owner: Value,
) -> Result<M> {
    let stored = &row.to_values()[position];
    if *stored == owner {
        return Ok(row);
    }
    if !stored.is_null() {
        return Err(of_another(M::META, position));
    }
    let assignment = assignment(&M::META.fields[position], owner);
    let claimed = update_row(connection, &row, vec![assignment]).await?;
    Ok(claimed.unwrap_or(row))
}

/// The error of a reverse manager that finds the row among those of another owner. Django's is
/// an `IntegrityError` too: it looks among its own rows, and then the new one collides.
pub(super) fn of_another(model: &'static ModelDef, position: usize) -> Error {
    let (name, field) = (model.name, model.fields[position].name);
    let message = format!("the `{name}` with this unique key has another `{field}`");
    Error::new(ErrorKind::UniqueViolation, message)
        .with_model(name)
        .with_field(field)
        .with_hint("nothing was changed; to take the row over, change its key by `update` or `add`")
}

pub(super) fn by_fields(model: &'static ModelDef, key: &[usize], values: Vec<Value>) -> Select {
    let mut select = Select::new(Source::Model(model));
    let fields = key.iter().map(|&position| &model.fields[position]);
    select.conditions = fields
        .zip(values)
        .map(|(field, value)| equals(field, value))
        .collect();
    select
}

/// The values that the row has otherwise.
fn changed<M: Model>(row: &M, new: impl Iterator<Item = (usize, Value)>) -> Vec<Assignment> {
    let stored = row.to_values();
    new.filter(|(position, value)| stored[*position] != *value)
        .map(|(position, value)| assignment(&M::META.fields[position], value))
        .collect()
}

/// Changes the row, and its `auto_now` fields with it. `None` if no row was changed.
async fn update_row<M: Model>(
    connection: &mut Connection,
    row: &M,
    assignments: Vec<Assignment>,
) -> Result<Option<M>> {
    let select = by_key(M::META, throughline_core::Key::to_values(&row.key()));
    let mut update = Update {
        select,
        assignments: with_auto_now(M::META, assignments),
        returning: true,
    };
    if let Some(values) = known_after(connection, row, &update.assignments) {
        update.returning = false;
        let changed = connection.run(&update).await;
        let changed = changed.map_err(|error| explain::write(error, M::META))?;
        let row = (changed > 0).then(|| rows::of_values::<M>(&values));
        return row.transpose();
    }
    let changed = rows::updated::<M>(connection, &update).await;
    let changed = changed.map_err(|error| explain::write(error, M::META))?;
    Ok(changed.into_iter().next())
}

/// The values of a row after a change, where the engine need not be asked for them.
fn known_after<M: Model>(
    connection: &Connection,
    row: &M,
    assignments: &[Assignment],
) -> Option<Vec<Value>> {
    let mut values = row.to_values();
    for Assignment { field, operand } in assignments {
        let known = connection.dialect().gives_back(field.column_type);
        let place = M::META
            .fields
            .iter()
            .position(|one| one.name == field.name)?;
        match operand {
            Operand::Value(value) if known => values[place].clone_from(value),
            _ => return None,
        }
    }
    Some(values)
}
