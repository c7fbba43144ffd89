//! Related rows that are filtered, ordered and cut for each row, and come with more.

use std::collections::HashMap;

use throughline_backend::Connection;
use throughline_core::{FieldDef, FieldType, Relation, Result, RowCursor, Value};
use throughline_sql::plan::{Aggregate, Children, FieldPath, Function, Operand, Order};

use super::{Append, Load, Loads};
use crate::link::KeyOf;
use crate::path::{ModelPath, Path};
use crate::{Aggregated, Column, Condition, IntoOrdering, Many, Model, NumberField, One, Single};

/// The rows at the end of a path to many rows, filtered, ordered and cut for each row that they
/// are related to: made by [`LoadPath`], for [`QuerySet::with`](crate::QuerySet::with).
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Many, RelatedSet};
/// # let School { db, ann, .. } = school()?;
/// /// The clubs where the student has an office.
/// fn offices(student: StudentPath) -> RelatedSet<MembershipPath<Many>> {
///     student.membership_set().exclude(|m| m.role().eq("member")).order_by(|m| m.role())
/// }
///
/// let (_, offices) = Student::objects().with(offices).filter(|s| s.id().eq(ann.id)).get(&db)?;
/// assert_eq!(offices[0].role, "chair");
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read before the query set that it is given to"]
pub struct RelatedSet<P: ModelPath, L = ()> {
    path: P,
    conditions: Vec<Condition>,
    order: Vec<Order>,
    limit: Option<u64>,
    offset: Option<u64>,
    loads: L,
}

/// What a path to many rows can be narrowed to before it is loaded. In the prelude.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let newest = Course::objects()
///     .with(|c| c.enrollment_set().order_by(|e| e.enrollment_date().desc()).limit(3));
/// let numbers: Vec<_> = newest.all(&db)?.iter().map(|(_, newest)| newest.len()).collect();
/// assert_eq!(numbers, [1, 0]);
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// A model with a column of the same name has the column: `LoadPath::count(&path)` is the method
/// even so.
pub trait LoadPath: ModelPath<Cardinality = Many> {
    /// Only the related rows for which the condition is true.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, rust, logic, .. } = school()?;
    /// let courses = Course::objects().with(|c| c.students().filter(|s| s.name().eq("Ann")));
    /// assert_eq!(courses.all(&db)?, [(rust, vec![ann]), (logic, vec![])]); // all courses
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn filter(
        &self,
        condition: impl FnOnce(<Self::Model as Model>::Path) -> Condition,
    ) -> RelatedSet<Self> {
        RelatedSet::new(self.clone()).filter(condition)
    }

    /// Only the related rows that `filter` would leave out.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, rust, logic, .. } = school()?;
    /// let courses = Course::objects().with(|c| c.students().exclude(|s| s.name().eq("Ann")));
    /// assert_eq!(courses.all(&db)?, [(rust, vec![bob.clone()]), (logic, vec![bob])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn exclude(
        &self,
        condition: impl FnOnce(<Self::Model as Model>::Path) -> Condition,
    ) -> RelatedSet<Self> {
        RelatedSet::new(self.clone()).exclude(condition)
    }

    /// The related rows in that order.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, rust, .. } = school()?;
    /// let courses = Course::objects().with(|c| c.students().order_by(|s| s.name().desc()));
    /// assert_eq!(courses.first(&db)?, Some((rust, vec![bob, ann])));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn order_by<O: IntoOrdering>(
        &self,
        ordering: impl FnOnce(<Self::Model as Model>::Path) -> O,
    ) -> RelatedSet<Self> {
        RelatedSet::new(self.clone()).order_by(ordering)
    }

    /// At most so many related rows for each row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, rust, logic, .. } = school()?;
    /// let courses = Course::objects().with(|c| c.students().limit(1));
    /// // SELECT "c0", "c1", "c2" FROM (SELECT …, ROW_NUMBER() OVER ( PARTITION BY "t1"."course_id"
    /// // ORDER BY "t1"."student_id" ASC ) AS "place" FROM …) AS "t3" WHERE "place" <= ?
    /// assert_eq!(courses.all(&db)?, [(rust, vec![ann]), (logic, vec![bob])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn limit(&self, limit: u64) -> RelatedSet<Self> {
        RelatedSet::new(self.clone()).limit(limit)
    }

    /// The related rows of each row without the first so many.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, rust, logic, .. } = school()?;
    /// let others = Course::objects().with(|c| c.students().offset(1)); // in the order of their keys
    /// assert_eq!(others.all(&db)?, [(rust, vec![bob]), (logic, vec![])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn offset(&self, offset: u64) -> RelatedSet<Self> {
        RelatedSet::new(self.clone()).offset(offset)
    }

    /// Each related row with something that is related to it.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let clubs: Vec<(Club, Vec<(Membership, Student)>)> =
    ///     Club::objects().with(|c| c.membership_set().with(|m| m.student())).all(&db)?;
    /// assert_eq!(clubs[0].1[0].1, ann);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn with<L: Load<Self::Model>>(
        &self,
        load: impl FnOnce(<Self::Model as Model>::Path) -> L,
    ) -> RelatedSet<Self, (L,)> {
        RelatedSet::new(self.clone()).with(load)
    }

    /// How many related rows there are.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, logic, .. } = school()?;
    /// let courses = Course::objects().with(|c| c.students().count());
    /// assert_eq!(courses.all(&db)?, [(rust, 2), (logic, 1)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn count(&self) -> Column<i64, One, Aggregated> {
        RelatedSet::new(self.clone()).count()
    }
}

impl<P: ModelPath<Cardinality = Many>> LoadPath for P {}

impl<P: ModelPath> RelatedSet<P> {
    pub(super) fn new(path: P) -> Self {
        RelatedSet {
            path,
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            loads: (),
        }
    }

    /// How many there are, for each row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, logic, .. } = school()?;
    /// let anns = Course::objects().with(|c| c.students().filter(|s| s.name().eq("Ann")).count());
    /// assert_eq!(anns.all(&db)?, [(rust, 1), (logic, 0)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn count(self) -> Column<i64, One, Aggregated> {
        let key = FieldPath::own(<P::Model as Model>::META.key());
        self.aggregate(Function::Count, key.into())
    }

    /// The sum of a value of each; `None` if there are none.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let (_, rooms) = Teacher::objects()
    ///     .with(|t| t.mentees().filter(|m| m.name().eq("Max")).sum(|m| m.room()))
    ///     .filter(|t| t.id().eq(eve.id))
    ///     .get(&db)?;
    /// assert_eq!(rooms, None); // Max has no room
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn sum<T: NumberField, K: Single, E>(
        self,
        value: impl FnOnce(<P::Model as Model>::Path) -> Column<T, K, E>,
    ) -> Column<Option<T::Sum>, One, Aggregated> {
        self.aggregate(Function::Sum, value(root::<P>()).into_operand())
    }

    /// The mean of a value of each; `None` if there are none.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let rooms = Trip::objects().select(|t| t.guides().filter(|g| g.name().eq("Eve")).avg(|g| g.room()));
    /// assert_eq!(rooms.all(&db)?, [Some(12.0)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn avg<T: NumberField, K: Single, E>(
        self,
        value: impl FnOnce(<P::Model as Model>::Path) -> Column<T, K, E>,
    ) -> Column<Option<f64>, One, Aggregated> {
        self.aggregate(Function::Avg, value(root::<P>()).into_operand())
    }

    /// The smallest value of them; `None` if there are none.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let first = Club::objects()
    ///     .select(|c| c.membership_set().filter(|m| m.role().eq("chair")).min(|m| m.joined()));
    /// assert_eq!(first.all(&db)?, [Some(Date::constant(2025, 9, 1))]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn min<T: FieldType, K: Single, E>(
        self,
        value: impl FnOnce(<P::Model as Model>::Path) -> Column<T, K, E>,
    ) -> Column<T::Nullable, One, Aggregated> {
        self.aggregate(Function::Min, value(root::<P>()).into_operand())
    }

    /// The greatest value of them; `None` if there are none.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let last = Club::objects()
    ///     .select(|c| c.membership_set().filter(|m| m.role().eq("member")).max(|m| m.joined()));
    /// assert_eq!(last.all(&db)?, [None]); // there is a chair alone
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn max<T: FieldType, K: Single, E>(
        self,
        value: impl FnOnce(<P::Model as Model>::Path) -> Column<T, K, E>,
    ) -> Column<T::Nullable, One, Aggregated> {
        self.aggregate(Function::Max, value(root::<P>()).into_operand())
    }

    fn aggregate<T>(self, function: Function, value: Operand) -> Column<T, One, Aggregated> {
        let path = self.path.as_path();
        Column::new(Operand::Aggregate(Box::new(Aggregate {
            function,
            distinct: false,
            start: path.start(),
            relations: path.relations().to_vec(),
            value,
            conditions: self.conditions.into_iter().map(|one| one.0).collect(),
        })))
    }
}

fn root<P: ModelPath>() -> <P::Model as Model>::Path {
    <P::Model as Model>::Path::from_path(Path::<One>::root())
}

impl<P: ModelPath, L> RelatedSet<P, L> {
    /// Only those for which the condition is true.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, rust, .. } = school()?;
    /// let first = Course::objects().with(|c| {
    ///     c.students().order_by(|s| s.name()).filter(|s| s.clubs().name().eq("Chess"))
    /// });
    /// assert_eq!(first.first(&db)?, Some((rust, vec![ann])));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter(
        mut self,
        condition: impl FnOnce(<P::Model as Model>::Path) -> Condition,
    ) -> Self {
        self.conditions.push(condition(root::<P>()));
        self
    }

    /// Only those that `filter` would leave out.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, rust, logic, .. } = school()?;
    /// let courses = Course::objects()
    ///     .with(|c| c.students().order_by(|s| s.id()).exclude(|s| s.name().eq("Ann")));
    /// assert_eq!(courses.all(&db)?, [(rust, vec![bob.clone()]), (logic, vec![bob])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude(self, condition: impl FnOnce(<P::Model as Model>::Path) -> Condition) -> Self {
        self.filter(|path| !condition(path))
    }

    /// In that order.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, rust, .. } = school()?;
    /// let last = Course::objects().with(|c| c.students().limit(1).order_by(|s| s.name().desc()));
    /// assert_eq!(last.first(&db)?, Some((rust, vec![bob])));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn order_by<O: IntoOrdering>(
        mut self,
        ordering: impl FnOnce(<P::Model as Model>::Path) -> O,
    ) -> Self {
        self.order = ordering(root::<P>()).into_ordering();
        self
    }

    /// At most so many for each row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, rust, .. } = school()?;
    /// let first = Course::objects().with(|c| c.students().order_by(|s| s.name()).limit(1));
    /// assert_eq!(first.first(&db)?, Some((rust, vec![ann])));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Without the first so many of each row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, rust, logic, .. } = school()?;
    /// let others = Course::objects().with(|c| c.students().order_by(|s| s.name()).offset(1));
    /// assert_eq!(others.all(&db)?, [(rust, vec![bob]), (logic, vec![])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Each with something that is related to it.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, chess, .. } = school()?;
    /// let courses = Course::objects().with(|c| {
    ///     c.students().order_by(|s| s.name()).with(|s| s.clubs()).with(|s| s.course_set().count())
    /// });
    /// let (_, students) = courses.first(&db)?.expect("there is a course");
    /// assert_eq!(students, [(ann, vec![chess], 1), (bob, vec![], 2)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn with<N: Load<P::Model>>(
        self,
        load: impl FnOnce(<P::Model as Model>::Path) -> N,
    ) -> RelatedSet<P, L::Longer>
    where
        L: Append<N>,
    {
        let RelatedSet {
            path,
            conditions,
            order,
            limit,
            offset,
            loads,
        } = self;
        let loads = loads.append(load(root::<P>()));
        RelatedSet {
            path,
            conditions,
            order,
            limit,
            offset,
            loads,
        }
    }

    fn plan(&self, relation: Relation, owners: Vec<Value>) -> Children {
        let model = <P::Model as Model>::META;
        let mut plan = Children::new(relation, owners);
        plan.conditions = self.conditions.iter().map(|one| one.0.clone()).collect();
        plan.order.clone_from(&self.order);
        if plan.order.is_empty() {
            plan.order = crate::query_set::model_order::<P::Model>();
        }
        (plan.limit, plan.offset) = (self.limit, self.offset);
        if plan.is_sliced() {
            // A part by places needs an order without ties, or it would change from time to time.
            let decided = |field: &&'static FieldDef| {
                let by = plan.order.iter().filter_map(|order| order.operand.path());
                !by.into_iter()
                    .any(|path| path.relations.is_empty() && path.field.name == field.name)
            };
            let ties: Vec<_> = model.key_fields().filter(decided).collect();
            plan.order
                .extend(ties.into_iter().map(crate::query_set::ascending_field));
        }
        plan
    }
}

/// The one relation of a path from a row of `M`.
pub(super) fn only_relation<M: Model, P: ModelPath>(path: &P) -> Result<Relation> {
    match path.as_path().relations() {
        [relation] => Ok(*relation),
        relations => Err(super::one_at_a_time::<M>(relations.len())),
    }
}

/// The keys at the near end of a relation that is not kept in the rows themselves.
pub(super) fn owners<M: Model>(rows: &[M]) -> Vec<Value> {
    let position = M::META.primary_key[0];
    rows.iter()
        .map(|row| row.to_values().swap_remove(position))
        .collect()
}

impl<M: Model, P, L> Load<M> for RelatedSet<P, L>
where
    P: ModelPath<Cardinality = Many> + Send + Sync + 'static,
    L: Loads<P::Model>,
{
    type Loaded = Vec<L::Row>;

    async fn load(&self, connection: &mut Connection, rows: &[M]) -> Result<Vec<Self::Loaded>> {
        let relation = only_relation::<M, P>(&self.path)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let owners = owners(rows);
        let plan = self.plan(relation, crate::link::distinct(owners.clone()));
        let places = Places::new(owners.iter().enumerate());
        let (found, children) = children::<P::Model>(connection, &plan, &places).await?;
        let children = self.loads.load_all(connection, children).await?;
        let mut loaded: Vec<Vec<L::Row>> = owners.iter().map(|_| Vec::new()).collect();
        for (place, child) in found.into_iter().zip(children) {
            loaded[place].push(child);
        }
        Ok(loaded)
    }
}

/// The places of rows by a key that they have. Several rows may have one: a student comes once
/// with each course.
pub(super) struct Places(HashMap<KeyOf, Vec<usize>>);

impl Places {
    pub(super) fn new<'k>(keys: impl Iterator<Item = (usize, &'k Value)>) -> Self {
        let mut places: HashMap<KeyOf, Vec<usize>> = HashMap::new();
        for (place, key) in keys {
            places.entry(KeyOf::of(key)).or_default().push(place);
        }
        Places(places)
    }

    pub(super) fn of(&self, key: &Value) -> &[usize] {
        self.0.get(&KeyOf::of(key)).map_or(&[], Vec::as_slice)
    }
}

/// The far rows that a plan gives, once for each place of the row that they are related to, and
/// these places.
async fn children<T: Model>(
    connection: &mut Connection,
    plan: &Children,
    places: &Places,
) -> Result<(Vec<usize>, Vec<T>)> {
    let near = plan.relation.near();
    let (mut found, mut rows) = (Vec::new(), Vec::new());
    connection
        .fetch(plan, &mut |row| {
            let key = crate::link::key(row, 0, near)?;
            for &place in places.of(&key) {
                found.push(place);
                rows.push(T::from_row(&mut RowCursor::new(row, T::META, 1))?);
            }
            Ok(())
        })
        .await?;
    Ok((found, rows))
}
