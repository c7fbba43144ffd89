//! Assignments of an update, and the fields that an upsert changes: those of the model itself
//! alone.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result};
use throughline_sql::plan::{Assignment, FieldPath, Operand, Select};

use crate::{IntoAssignments, IntoFields, Model};

/// The assignments, if all are to fields of the model itself.
pub(super) fn own_assignments<M: Model>(
    assignments: impl IntoAssignments,
) -> Result<Vec<Assignment>> {
    let mut own = Vec::new();
    for (column, operand) in assignments.into_assignments() {
        let path = own_field::<M>(column)?;
        own.push(Assignment {
            field: path.field,
            operand,
        });
    }
    Ok(own)
}

/// The positions of the fields, if all are fields of the model itself.
pub(super) fn own_fields<M: Model>(fields: impl IntoFields) -> Result<Vec<usize>> {
    let mut own = Vec::new();
    for column in fields.into_fields() {
        let path = own_field::<M>(column)?;
        let mut fields = M::META.fields.iter();
        own.extend(fields.position(|field| field.name == path.field.name));
    }
    Ok(own)
}

/// The path of a column, if it is one of the model itself.
fn own_field<M: Model>(column: Operand) -> Result<FieldPath> {
    let Operand::Column(path) = column else {
        let message = format!(
            "an update of `{}` cannot set a value that is computed",
            M::NAME
        );
        return Err(Error::new(ErrorKind::InvalidValue, message).with_model(M::NAME));
    };
    let Some(relation) = path.relations.last() else {
        return Ok(path);
    };
    let (field, other) = (path.field.name, relation.far().model.name);
    let message = format!(
        "an update of `{}` cannot set `{field}` of `{other}`",
        M::NAME
    );
    Err(Error::new(ErrorKind::InvalidValue, message)
        .with_model(M::NAME)
        .with_field(field)
        .with_hint(format!("update `{other}::objects()` with a filter instead")))
}

/// That the rows to write are not those at some places: no engine writes these alone.
pub(super) fn unsliced<M: Model>(select: &Select, verb: &str) -> Result<()> {
    if !select.is_sliced() {
        return Ok(());
    }
    let message = format!("`{verb}` of a sliced query set of `{}`", M::NAME);
    Err(Error::new(ErrorKind::InvalidValue, message)
        .with_model(M::NAME)
        .with_hint("filter by the keys of the slice: `.id().is_in(slice.select(|row| row.id()))`"))
}

/// An operation whose arguments were checked; a wrong one is its result.
pub(crate) struct Checked<O>(pub(crate) Result<O>);

impl<O: Operation> Operation for Checked<O> {
    type Output = O::Output;

    fn access(&self) -> Access {
        self.0.as_ref().map_or(Access::Read, Operation::access)
    }

    fn again(&self) -> Option<Self> {
        let operation = self.0.as_ref().ok()?;
        Some(Checked(Ok(operation.again()?)))
    }

    async fn run(self, connection: &mut Connection) -> Result<O::Output> {
        self.0?.run(connection).await
    }
}
