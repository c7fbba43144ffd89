//! Related rows that are filtered, ordered and cut for each row, and come with more.

use throughline_backend::Connection;
use throughline_core::{FieldType, Relation, Result, Row};
use throughline_sql::plan::{Aggregate, ChildOutput, FieldPath, Function, Operand, Order};

use super::children::{Keyed, Related};
use super::{Append, LinkedSet, Load, Loads, Owners};
use crate::path::{ModelPath, Path};
use crate::{Aggregated, Column, Condition, IntoOrdering, Many, Model, NumberField, One, Single};

/// The rows at the end of a path to many rows, filtered, ordered and cut for each row that they
/// are related to: made by [`LoadPath`](crate::LoadPath), for [`QuerySet::with`](crate::QuerySet::with).
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
    pub(super) path: P,
    pub(super) conditions: Vec<Condition>,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
    pub(super) loads: L,
}

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
    pub fn with<N: Load>(
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

    /// Each with the row of the through model that links it, which has to be `W`. Where there
    /// are several links between two rows, each comes once.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let clubs = Club::objects()
    ///     .with(|c| c.members().order_by(|s| s.name()).with_link::<Membership>());
    /// let (_, members) = clubs.get(&db)?;
    /// assert_eq!((&members[0].0, members[0].1.role.as_str()), (&ann, "chair"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn with_link<W: Model>(self) -> LinkedSet<P, W, L> {
        LinkedSet::new(self)
    }

    /// How many there are.
    pub(super) fn number_of_rows(&self) -> Column<i64, One, Aggregated> {
        let all = RelatedSet {
            path: self.path.clone(),
            conditions: self.conditions.clone(),
            order: Vec::new(),
            limit: None,
            offset: None,
            loads: (),
        };
        all.count()
    }
}

impl<P, L> Load for RelatedSet<P, L>
where
    P: ModelPath<Cardinality = Many> + Send + Sync + 'static,
    L: Loads<P::Model>,
{
    type Loaded = Vec<L::Row>;
    type Joined = ();

    fn columns(&self, _: &[Relation], _: &mut Vec<Operand>) {}

    fn joined(&self, _: &dyn Row, _: &mut usize) -> Result<()> {
        Ok(())
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        _: Vec<()>,
    ) -> Result<Vec<Self::Loaded>> {
        let nothing = |_: &dyn Row, _: &mut usize| Ok(());
        let part = Keyed::all(self);
        let found = self
            .children(connection, owners, ChildOutput::Rows, &part, nothing)
            .await?;
        let rows = |found: Related<L::Row, ()>| found.rows.into_iter().map(|(row, ())| row);
        Ok(found
            .into_iter()
            .map(|found| rows(found).collect())
            .collect())
    }
}
