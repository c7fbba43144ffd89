//! Numbers of related rows.

use std::collections::HashMap;

use throughline_backend::Connection;
use throughline_core::{Result, ValueRef};
use throughline_sql::plan::{ChildOutput, Children};

use super::Load;
use super::related::{only_relation, owners};
use crate::link::KeyOf;
use crate::path::ModelPath;
use crate::{Condition, Many, Model};

/// How many related rows there are, for [`QuerySet::with`](crate::QuerySet::with): made by
/// [`LoadPath::count`](crate::LoadPath::count). One statement, grouped; two counts never multiply
/// each other.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Many, RelatedCount};
/// # let School { db, ann, bob, cleo, .. } = school()?;
/// fn attended(student: StudentPath) -> RelatedCount<CoursePath<Many>> {
///     student.course_set().count()
/// }
///
/// let students = Student::objects().order_by(|s| s.id()).with(attended).all(&db)?;
/// // SELECT "t1"."student_id", COUNT(*) FROM "course_students" AS "t1"
/// // WHERE "t1"."student_id" IN (SELECT "value" FROM json_each(?) AS "t") GROUP BY "t1"."student_id"
/// assert_eq!(students, [(ann, 1), (bob, 2), (cleo, 0)]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is counted before the query set that it is given to"]
pub struct RelatedCount<P> {
    path: P,
    conditions: Vec<Condition>,
}

impl<P> RelatedCount<P> {
    pub(super) fn new(path: P, conditions: Vec<Condition>) -> Self {
        RelatedCount { path, conditions }
    }
}

impl<M: Model, P> Load<M> for RelatedCount<P>
where
    P: ModelPath<Cardinality = Many> + Send + Sync + 'static,
{
    type Loaded = i64;

    async fn load(&self, connection: &mut Connection, rows: &[M]) -> Result<Vec<i64>> {
        let relation = only_relation::<M, P>(&self.path)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let owners = owners(rows);
        let mut plan = Children::new(relation, crate::link::distinct(owners.clone()));
        plan.conditions = self.conditions.iter().map(|one| one.0.clone()).collect();
        plan.output = ChildOutput::Count;
        let mut counts: HashMap<KeyOf, i64> = HashMap::new();
        connection
            .fetch(&plan, &mut |row| {
                let key = crate::link::key(row, 0, relation.near())?;
                if let ValueRef::Int(count) = row.value(1)? {
                    counts.insert(KeyOf::of(&key), count);
                }
                Ok(())
            })
            .await?;
        let count = |owner| counts.get(&KeyOf::of(owner)).copied().unwrap_or(0);
        Ok(owners.iter().map(count).collect())
    }
}
