//! Assignments of an update: to fields of the model itself alone.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result};
use throughline_sql::plan::{self, Assignment, Select};

use crate::{IntoAssignments, Model};

/// The assignments, if all are to fields of the model itself.
pub(super) fn own_assignments<M: Model>(
    assignments: impl IntoAssignments,
) -> Result<Vec<Assignment>> {
    let mut own = Vec::new();
    for (column, operand) in assignments.into_assignments() {
        let plan::Operand::Column(path) = column else {
            let message = format!(
                "an update of `{}` cannot set a value that is computed",
                M::NAME
            );
            return Err(Error::new(ErrorKind::InvalidValue, message).with_model(M::NAME));
        };
        if let Some(relation) = path.relations.last() {
            let (field, other) = (path.field.name, relation.far().model.name);
            let message = format!(
                "an update of `{}` cannot set `{field}` of `{other}`",
                M::NAME
            );
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_model(M::NAME)
                .with_field(field)
                .with_hint(format!("update `{other}::objects()` with a filter instead")));
        }
        own.push(Assignment {
            field: path.field,
            operand,
        });
    }
    Ok(own)
}

/// That the rows to write are not those at some places: no engine writes these alone.
pub(super) fn unsliced<M: Model>(select: &Select, verb: &str) -> Result<()> {
    if !select.is_sliced() {
        return Ok(());
    }
    let message = format!("`{verb}` of a sliced query set of `{}`", M::NAME);
    Err(Error::new(ErrorKind::InvalidValue, message)
        .with_model(M::NAME)
        .with_hint("read the keys of the slice, and filter by `is_in` of these"))
}

/// An operation whose arguments were checked; a wrong one is its result.
pub(crate) struct Checked<O>(pub(crate) Result<O>);

impl<O: Operation> Operation for Checked<O> {
    type Output = O::Output;

    fn access(&self) -> Access {
        self.0.as_ref().map_or(Access::Read, Operation::access)
    }

    async fn run(self, connection: &mut Connection) -> Result<O::Output> {
        self.0?.run(connection).await
    }
}
