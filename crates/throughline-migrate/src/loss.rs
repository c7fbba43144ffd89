//! What is lost when a migration is undone.

use throughline_core::Result;
use throughline_sql::schema::{SchemaRules, SchemaStatement, count_rows, count_values};

use crate::state::{Field, Links, ProjectState};

/// What is lost when an operation is undone, or was lost when it was made and does not come
/// back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loss {
    /// The rows, values or links: `the values of Student.age`.
    pub(crate) what: String,
    /// The model that it is a part of, whose rows may be lost as a whole.
    pub(crate) model: Option<String>,
    /// Counts them; none if they are gone already.
    pub(crate) count: Option<SchemaStatement>,
}

impl Loss {
    /// What went when the operation was made.
    pub(crate) fn gone(what: impl Into<String>) -> Self {
        Loss {
            what: what.into(),
            model: None,
            count: None,
        }
    }

    /// The rows of a model that goes again.
    pub(crate) fn rows(state: &ProjectState, model: &str, rules: &SchemaRules) -> Result<Self> {
        let table = &state.require(model)?.table;
        Ok(Loss {
            what: rows_of(model),
            model: None,
            count: Some(count_rows(rules, table)),
        })
    }

    /// The values or links of a field that goes again. None if its links are rows of a model.
    pub(crate) fn field(
        state: &ProjectState,
        model: &str,
        field: &Field,
        rules: &SchemaRules,
    ) -> Result<Option<Self>> {
        let name = &field.name;
        if let Some(column) = field.column() {
            let table = &state.require(model)?.table;
            return Ok(Some(Loss {
                what: format!("the values of {model}.{name}"),
                model: Some(model.to_owned()),
                count: Some(count_values(rules, table, &column.column)),
            }));
        }
        let links = field.many_to_many().map(|relation| &relation.links);
        Ok(match links {
            Some(Links::JoinTable { table, .. }) => Some(Loss {
                what: format!("the links of {model}.{name}"),
                model: None,
                count: Some(count_rows(rules, table)),
            }),
            Some(Links::Through { .. }) | None => None,
        })
    }
}

/// The losses without those that are part of another.
pub(crate) fn whole(losses: Vec<Loss>) -> Vec<Loss> {
    let names: Vec<_> = losses.iter().map(|loss| loss.what.clone()).collect();
    let is_part = |loss: &Loss| {
        let model = loss.model.as_ref();
        model.is_some_and(|model| names.contains(&rows_of(model)))
    };
    losses.into_iter().filter(|loss| !is_part(loss)).collect()
}

fn rows_of(model: &str) -> String {
    format!("the rows of {model}")
}
