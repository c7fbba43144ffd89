//! What a query set remembers of dynamic lookups until it is sent.

use throughline_core::{ColumnType, ModelDef};
use throughline_sql::plan::{Fault, Nulls, Operand};

use super::MAX_TERMS;
use super::fault::{self, Read};
use super::resolve::{Scope, Target, Term};

/// The dynamic part of a query set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dynamic {
    /// Each filter and exclude, in their order.
    pub(super) calls: Vec<Term>,
    /// Numbers that have a name.
    pub(super) annotations: Vec<Annotation>,
    /// The order, if it crosses a relation to many rows; else the query set itself has it.
    pub(super) order: Vec<Ordered>,
    /// Terms so far.
    terms: usize,
    /// What is wrong, if something is: the first thing alone is said.
    fault: Option<Box<Fault>>,
}

/// A number with a name, for each row.
#[derive(Debug, Clone)]
pub(super) struct Annotation {
    pub(super) name: String,
    pub(super) operand: Operand,
    pub(super) column_type: ColumnType,
}

/// One term of an order.
#[derive(Debug, Clone)]
pub(super) struct Ordered {
    pub(super) target: Target,
    pub(super) descending: bool,
    pub(super) nulls: Option<Nulls>,
}

impl Dynamic {
    /// What words are about.
    pub(super) fn scope(&self, model: &'static ModelDef) -> Scope<'_> {
        Scope {
            model,
            annotations: &self.annotations,
        }
    }

    /// Takes up the result of reading so many terms, unless something was wrong before.
    pub(super) fn take_up<T>(
        &mut self,
        terms: usize,
        read: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Option<T> {
        if self.fault.is_some() {
            return None;
        }
        self.terms = self.terms.saturating_add(terms);
        let result = if self.terms > MAX_TERMS {
            Err(fault::limit(format!(
                "a query set has more than {MAX_TERMS} terms"
            )))
        } else {
            read(self)
        };
        result.map_err(|fault| self.fault = Some(fault)).ok()
    }

    /// What is wrong, if something is.
    pub(super) fn fault(&self) -> Option<Box<Fault>> {
        self.fault.clone()
    }

    /// Forgets the order.
    pub(crate) fn clear_order(&mut self) {
        self.order.clear();
    }
}
