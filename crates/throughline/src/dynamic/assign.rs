//! Assignments in words.

use throughline_sql::plan::{Assignment, Operand};

use super::fault::{self, Read};
use super::leaf::{addend, family, fit, misfit, sum};
use super::resolve::{Scope, Target};
use super::value::{Given, LookupValue};

/// The assignment of a value, or of a column of the same row, to a field of the model.
pub(super) fn assignment(scope: Scope<'_>, name: &str, value: &LookupValue) -> Read<Assignment> {
    let target = own(scope, name)?;
    let Target::Route(route) = &target else {
        return Err(foreign(scope, name));
    };
    let operand = match &value.0 {
        Given::One(value) => Operand::Value(fit(&target, value)?),
        Given::Many(_) => return Err(misfit(&target, None, "a list")),
        Given::Nonsense(what) => return Err(misfit(&target, None, what)),
        Given::Column(words, plus) => {
            let right = own(scope, words)?;
            if family(right.column_type()) != family(target.column_type()) {
                let found = fault::type_words(right.column_type());
                return Err(misfit(&target, None, &format!("a column of {found}")));
            }
            let plus = addend(&right, *plus)?;
            sum(right.operand(0), plus)
        }
    };
    Ok(Assignment {
        field: route.field,
        operand,
    })
}

/// The field of the model itself that the words name.
fn own(scope: Scope<'_>, words: &str) -> Read<Target> {
    let scope = Scope {
        annotations: &[],
        ..scope
    };
    let target = scope.only_target(words)?;
    let Target::Route(mut route) = target else {
        return Err(foreign(scope, words));
    };
    // A foreign key by its own name is a field of the model.
    if let [only] = route.relations.as_slice()
        && route.is_row
        && let Some(column) = only.own_column()
    {
        let mut fields = scope.model.fields.iter();
        if let Some(field) = fields.find(|field| field.column == column) {
            route.field = field;
            route.model = scope.model;
            route.relations.clear();
        }
    }
    if !route.relations.is_empty() {
        return Err(foreign(scope, words));
    }
    route.single().map(Target::Route)
}

/// What is no field of the model itself.
fn foreign(scope: Scope<'_>, words: &str) -> Box<fault::Fault> {
    let name = scope.model.name;
    let fields: Vec<_> = scope.model.fields.iter().map(|field| field.name).collect();
    fault::lookup(
        format!(
            "an update of `{name}` writes and reads fields of `{name}`, and `{}` is none",
            fault::shown(words)
        ),
        format!("`{name}` has the fields {}", fault::quoted(&fields)),
    )
}
