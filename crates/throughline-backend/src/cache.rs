//! Rendered statements, by the shape of their plans.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use throughline_sql::dialect::Dialect;
use throughline_sql::plan::Shape;
use throughline_sql::{Render, Statement};

/// So many shapes are kept. A program has some hundred; one that builds conditions from input
/// could make any number, and then the cache begins anew rather than grow.
const LIMIT: usize = 4096;

/// The statements of one database.
#[derive(Debug, Default)]
pub(crate) struct StatementCache {
    statements: RwLock<HashMap<Box<[u8]>, Arc<Statement>>>,
}

impl StatementCache {
    /// The statement of the plan: rendered once for each shape.
    pub(crate) fn statement(
        &self,
        plan: &dyn Render,
        shape: &Shape<'_>,
        dialect: &dyn Dialect,
    ) -> Arc<Statement> {
        // A panic while the lock was held can have left no half of an entry.
        let known = self
            .statements
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(statement) = known.get(shape.key()) {
            return Arc::clone(statement);
        }
        drop(known);
        let statement = Arc::new(throughline_sql::render_shape(plan, shape, dialect));
        let mut known = self
            .statements
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if known.len() >= LIMIT {
            known.clear();
        }
        known.insert(shape.key().into(), Arc::clone(&statement));
        statement
    }
}
