//! What a path to many rows can be narrowed to before it is loaded.

use super::{Load, RelatedAfter, RelatedPage, RelatedSet};
use crate::path::ModelPath;
use crate::{Aggregated, Column, Condition, Cursor, IntoOrdering, LinkedSet, Many, Model, One};

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
    /// // SELECT "t2"."near", "t3"."id", "t3"."name" FROM (SELECT …, ROW_NUMBER() OVER ( PARTITION BY
    /// // "t1"."course_id" ORDER BY "t1"."student_id" ASC ) AS "place" FROM "course_students" AS "t1"
    /// // WHERE …) AS "t2" INNER JOIN "student" AS "t3" ON "t3"."id" = "t2"."k0" WHERE "t2"."place" <= ?
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
    fn with<L: Load>(
        &self,
        load: impl FnOnce(<Self::Model as Model>::Path) -> L,
    ) -> RelatedSet<Self, (L,)> {
        RelatedSet::new(self.clone()).with(load)
    }

    /// Each related row with the row of the through model that links it, which has to be `W`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let clubs: Vec<(Club, Vec<(Student, Membership)>)> =
    ///     Club::objects().with(|c| c.members().with_link::<Membership>()).all(&db)?;
    /// assert_eq!(clubs[0].1[0].1.role, "chair");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// The query set fails with [`InvalidValue`](crate::ErrorKind::InvalidValue) if the links are
    /// rows of another model, or of none.
    fn with_link<W: Model>(&self) -> LinkedSet<Self, W> {
        RelatedSet::new(self.clone()).with_link()
    }

    /// The page with that number, counted from 1, of each row's related ones: see
    /// [`RelatedSet::page`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let (_, page) = Course::objects().with(|c| c.students().page(1, 1)).first(&db)?.expect("one");
    /// assert_eq!((page.rows.len(), page.total), (1, 2));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn page(&self, number: u64, size: u64) -> RelatedPage<Self, ()> {
        RelatedSet::new(self.clone()).page(number, size)
    }

    /// At most so many of each row's related ones behind the cursor: see [`RelatedSet::after`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let (_, part) = Course::objects().with(|c| c.students().after(None, 1)).first(&db)?.expect("one");
    /// assert!(part.next.is_some());
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn after(&self, cursor: Option<&Cursor>, size: u64) -> RelatedAfter<Self, ()> {
        RelatedSet::new(self.clone()).after(cursor, size)
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
