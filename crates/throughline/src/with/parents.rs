//! The rows that something is loaded for, as a query: known before the rows are read, so that
//! what they come with can be asked for at the same moment.

use throughline_core::{FieldDef, ModelDef, Relation};
use throughline_sql::plan::{self, Children, FieldPath, Operand, Output, Select};

/// Rows as a query.
#[derive(Debug, Clone)]
pub struct Parents {
    rows: Rows,
    /// Whether they are asked for at the same moment as what they come with.
    together: bool,
    /// The relations to one row that lead from the rows of the query to those that are meant.
    path: Vec<Relation>,
}

#[derive(Debug, Clone)]
enum Rows {
    Found(Box<Select>),
    Related(Box<Children>),
}

impl Parents {
    /// The rows of a query; none if it might find others when it is asked a second time: a part by
    /// places, of rows that are no rows of the model alone.
    pub(super) fn found(select: &Select) -> Option<Self> {
        let sliced = select.is_sliced();
        if sliced && (select.distinct || select.once || !select.each.is_empty()) {
            return None;
        }
        let mut select = Select {
            extra: Vec::new(),
            distinct: false,
            once: false,
            ..select.clone()
        };
        if !sliced {
            select.order = Vec::new();
        }
        Some(Parents {
            rows: Rows::Found(Box::new(select)),
            together: true,
            path: Vec::new(),
        })
    }

    /// The rows of a query that asks for nothing but their primary key: what they come with is asked for by
    /// the same question, and a list of keys is not sent. It may find rows of owners that were not there a
    /// moment before; these are nobody's.
    pub(super) fn by_keys_alone(select: &Select, model: &'static ModelDef) -> Option<Self> {
        let found = Parents::found(select)?;
        let Rows::Found(select) = &found.rows else {
            return None;
        };
        select.asks_only(model.key()).then_some(Parents {
            together: false,
            ..found
        })
    }

    /// The related rows of others.
    pub(super) fn related(children: &Children) -> Self {
        let mut children = Children {
            extra: Vec::new(),
            ..children.clone()
        };
        if !children.is_sliced() {
            children.order = Vec::new();
        }
        Parents {
            rows: Rows::Related(Box::new(children)),
            together: true,
            path: Vec::new(),
        }
    }

    /// The rows at the end of these relations to one.
    pub(super) fn over(&self, relations: &[Relation]) -> Self {
        Parents {
            rows: self.rows.clone(),
            together: self.together,
            path: [&self.path, relations].concat(),
        }
    }

    /// Whether they are asked for at the same moment as what they come with.
    pub(super) fn are_together(&self) -> bool {
        self.together
    }

    /// The rows by that key of theirs; none if their keys are to be sent.
    pub(super) fn by(&self, key: &'static FieldDef) -> Option<plan::Owners> {
        let operand = Operand::from(FieldPath::over(self.path.clone(), key));
        match self.rows.clone() {
            Rows::Found(mut select) => {
                let known = self.together || self.path.is_empty() && select.asks_only(key);
                select.output = Output::Columns(vec![operand]);
                known.then_some(plan::Owners::Found(select))
            }
            Rows::Related(mut children) => {
                children.only = Some(operand);
                self.together.then_some(plan::Owners::Related(children))
            }
        }
    }
}

/// Makes the order of a part by places one without ties, so that the part is the same each time.
pub(super) fn steady(select: &mut Select, model: &'static ModelDef) {
    if select.is_sliced() && !select.distinct {
        crate::page::decide_ties(&mut select.order, model);
    }
}
