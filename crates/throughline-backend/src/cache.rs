//! Rendered statements, by the shape of their plans.

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use foldhash::HashMap;
use throughline_sql::dialect::Dialect;
use throughline_sql::plan::Shape;
use throughline_sql::{Render, Statement};

/// So many shapes are kept. A program has some hundred; one that builds conditions from input
/// could make any number, and then the cache begins anew rather than grow.
const LIMIT: usize = 4096;

/// The statements of one database.
#[derive(Debug, Default)]
pub(crate) struct StatementCache {
    statements: RwLock<HashMap<Arc<[u8]>, Arc<Cached>>>,
}

/// A statement, and the shape of the plans whose statement it is.
#[derive(Debug)]
pub(crate) struct Cached {
    shape: Arc<[u8]>,
    statement: Statement,
}

impl Cached {
    /// Whether it is the statement of plans of that shape.
    pub(crate) fn is_of(&self, shape: &Shape<'_>) -> bool {
        *self.shape == *shape.key()
    }
}

impl Deref for Cached {
    type Target = Statement;

    fn deref(&self) -> &Statement {
        &self.statement
    }
}

impl StatementCache {
    /// The statement of the plan: rendered once for each shape.
    pub(crate) fn statement(
        &self,
        plan: &dyn Render,
        shape: &Shape<'_>,
        dialect: &dyn Dialect,
    ) -> Arc<Cached> {
        // A panic while the lock was held can have left no half of an entry.
        let known = self
            .statements
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(statement) = known.get(shape.key()) {
            return Arc::clone(statement);
        }
        drop(known);
        let statement = Arc::new(Cached {
            shape: shape.key().into(),
            statement: throughline_sql::render_shape(plan, shape, dialect),
        });
        let mut known = self
            .statements
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if known.len() >= LIMIT {
            known.clear();
        }
        known.insert(Arc::clone(&statement.shape), Arc::clone(&statement));
        statement
    }
}

#[cfg(test)]
mod tests {
    use throughline_core::{ColumnType, FieldDef, ModelDef, Value};
    use throughline_sql::dialect::SQLITE;
    use throughline_sql::plan::{Comparison, Condition, FieldPath, Operand, Select, Source};

    use super::*;

    static STUDENT: ModelDef = ModelDef {
        name: "Student",
        module: "school",
        table: "student",
        fields: &[FieldDef::new("id", "id", ColumnType::BigInt)],
        primary_key: &[0],
        relations: &[],
        unique: &[],
        indexes: &[],
        checks: &[],
        ordering: &[],
    };

    impl StatementCache {
        fn get(&self, select: &Select) -> Arc<Cached> {
            self.statement(select, &Shape::of(select), &SQLITE)
        }

        fn len(&self) -> usize {
            self.statements.read().unwrap().len()
        }
    }

    fn by_id(comparison: Comparison, id: i64) -> Select {
        let path = FieldPath::own(&STUDENT.fields[0]);
        let condition = Condition::Compare(path.into(), comparison, Operand::Value(Value::Int(id)));
        Select {
            conditions: vec![condition],
            ..Select::new(Source::Model(&STUDENT))
        }
    }

    /// The query whose conditions are the binary digits of the number: each is another shape.
    fn number(number: usize) -> Select {
        let digits = (0..usize::BITS).map(|digit| Condition::Constant(number >> digit & 1 == 1));
        Select {
            conditions: digits.collect(),
            ..Select::new(Source::Model(&STUDENT))
        }
    }

    #[test]
    fn a_statement_is_rendered_once_for_each_shape() {
        let cache = StatementCache::default();
        let first = cache.get(&by_id(Comparison::Equal, 1));
        assert!(
            Arc::ptr_eq(&first, &cache.get(&by_id(Comparison::Equal, 2))),
            "the same statement, whatever the value"
        );
        let other = cache.get(&by_id(Comparison::Less, 1));
        assert!(!Arc::ptr_eq(&first, &other));
        assert_eq!(cache.len(), 2);
        assert!(
            Arc::ptr_eq(&first, &cache.get(&by_id(Comparison::Equal, 3))),
            "another shape takes nothing away"
        );
    }

    #[test]
    fn the_cache_begins_anew_at_its_limit() {
        let cache = StatementCache::default();
        let first = cache.get(&number(0));
        for shape in 1..LIMIT {
            _ = cache.get(&number(shape));
        }
        assert_eq!(cache.len(), LIMIT);
        assert!(
            Arc::ptr_eq(&first, &cache.get(&number(0))),
            "full, and nothing is lost"
        );
        _ = cache.get(&number(LIMIT));
        assert_eq!(cache.len(), 1, "one more, and it begins anew");
        assert!(
            !Arc::ptr_eq(&first, &cache.get(&number(0))),
            "rendered again"
        );
        assert_eq!(cache.len(), 2);
    }
}
