//! Questions about the rows at the end of a path to many rows: some, none, all, at least so many.

use throughline_core::{FieldType, SingleKey};
use throughline_sql::plan::{self, FieldPath};

use crate::path::{ModelPath, Path, Target};
use crate::{Condition, Many, Model, One, RowsOf, link};

/// Questions about the rows at the end of a path that leads to many rows. In the prelude.
///
/// A lookup on a column of such a path asks for itself: *some* related row. The closures here
/// are about one related row: all that they ask is asked of the same.
///
/// ```
/// # use throughline_guide::*;
/// # fn main() -> throughline::Result<()> {
/// # let db = throughline::blocking::Db::memory()?;
/// # create_tables(&db)?;
/// let ann = Student::builder().name("Ann").create(&db)?;
/// let chess = Club::builder().name("Chess").create(&db)?;
/// let day = Date::constant(2026, 1, 15);
/// chess.members().add_with(&db, [&ann], |link| link.joined(day).role("chair"))?;
///
/// // The same membership is that of a chair and began in 2026.
/// let chaired = Club::objects()
///     .filter(|c| c.membership_set().any(|m| m.role().eq("chair") & m.joined().ge(day)));
/// assert_eq!(chaired.all(&db)?, [chess]);
/// // … WHERE "club"."id" IN (SELECT "t1"."club_id" FROM "membership" AS "t1"
/// //                         WHERE "t1"."role" = ? AND "t1"."joined" >= ?)
/// # Ok(())
/// # }
/// ```
///
/// To ask about a related row and its link at once, begin at the through model, as above: its
/// foreign key leads on to the related row (`m.student().name()`).
///
/// Each is one subquery, which no row of the outer query is repeated by. A model with a column of
/// the same name has the column; [`ops`](crate::ops) has these as functions.
pub trait ManyPath: ModelPath<Cardinality = Many> {
    /// Some related row makes the condition true.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, chess, .. } = school()?;
    /// let chaired = Club::objects()
    ///     .filter(|c| c.membership_set().any(|m| m.role().eq("chair") & m.student().eq(&ann)));
    /// assert_eq!(chaired.all(&db)?, [chess]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn any(&self, condition: impl FnOnce(<Self::Model as Model>::Path) -> Condition) -> Condition {
        Condition(plan::Condition::Some(
            way(self),
            Box::new(inner::<Self>(condition)),
        ))
    }

    /// No related row makes the condition true; so it is where there is no related row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, logic, .. } = school()?;
    /// let without_ann = Course::objects().filter(|c| c.students().none(|s| s.name().eq("Ann")));
    /// assert_eq!(without_ann.all(&db)?, [logic]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn none(&self, condition: impl FnOnce(<Self::Model as Model>::Path) -> Condition) -> Condition {
        !self.any(condition)
    }

    /// Every related row makes the condition true; so it is where there is no related row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, logic, .. } = school()?;
    /// let short = Course::objects().filter(|c| c.students().all(|s| s.name().eq("Bob")));
    /// assert_eq!(short.all(&db)?, [logic]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn all(&self, condition: impl FnOnce(<Self::Model as Model>::Path) -> Condition) -> Condition {
        !self.any(|path| !condition(path))
    }

    /// Some related row and the row of the through model that links it make the condition true,
    /// both the same ones. The path type of the through model is named: `|s, m: MembershipPath|`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, .. } = school()?;
    /// let chaired_by_ann = Club::objects().filter(|c| {
    ///     c.members().any_link(|s, m: MembershipPath| s.name().eq("Ann") & m.role().eq("chair"))
    /// });
    /// // … WHERE "club"."id" IN (SELECT "t1"."club_id" FROM "membership" AS "t1" INNER JOIN
    /// // "student" AS "t2" ON … WHERE "t2"."name" = ? AND "t1"."role" = ?)
    /// assert_eq!(chaired_by_ann.all(&db)?, [chess]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// What asks for it fails with [`InvalidValue`](crate::ErrorKind::InvalidValue) if the links are
    /// rows of another model.
    fn any_link<L: ModelPath<Cardinality = One>>(
        &self,
        condition: impl FnOnce(<Self::Model as Model>::Path, L) -> Condition,
    ) -> Condition {
        let mut way = way(self);
        let steps = way.relations.pop();
        let steps = steps.and_then(|last| Some((last, last.link_steps()?)));
        let Some((_, (links, far))) =
            steps.filter(|(_, (links, _))| links.far().model == <L::Model as Model>::META)
        else {
            return Condition(plan::Condition::Fault(Box::new(not_linked_by::<L>(self))));
        };
        way.relations.push(links);
        let far = <Self::Model as Model>::Path::from_path(Path::<One>::root().follow(far));
        let inner = condition(far, L::from_path(Path::<One>::root()));
        Condition(plan::Condition::Some(way, Box::new(inner.0)))
    }

    /// The row is among the related ones: the same as [`eq`](ModelPath::eq).
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, rust, .. } = school()?;
    /// let of_ann = Course::objects().filter(|c| c.students().contains(&ann));
    /// assert_eq!(of_ann.all(&db)?, [rust]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn contains(&self, row: impl Target<Self::Model>) -> Condition
    where
        <Self::Model as Model>::Key: SingleKey,
    {
        ModelPath::eq(self, row)
    }

    /// One of these rows at least is among the related ones: the same as
    /// [`is_in`](ModelPath::is_in), of a list or of a query set. Of an empty list none is.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, cleo, rust, .. } = school()?;
    /// let found = Course::objects().filter(|c| c.students().overlaps([&ann, &cleo]));
    /// assert_eq!(found.all(&db)?, [rust]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn overlaps<By>(&self, rows: impl RowsOf<Self::Model, By>) -> Condition
    where
        <Self::Model as Model>::Key: SingleKey,
    {
        ModelPath::is_in(self, rows)
    }

    /// All these rows are among the related ones. Of an empty list all are.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, rust, .. } = school()?;
    /// let both = Course::objects().filter(|c| c.students().has_all([&ann, &bob]));
    /// assert_eq!(both.all(&db)?, [rust]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn has_all<T: Target<Self::Model>>(&self, rows: impl IntoIterator<Item = T>) -> Condition
    where
        <Self::Model as Model>::Key: SingleKey,
    {
        let keys = keys::<Self, T>(rows);
        at_least(self, keys.len() as u64, keys)
    }

    /// So many different ones of these rows at least are among the related ones.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, .. } = school()?;
    /// let two_of_three = Course::objects().filter(|c| c.students().has_at_least(2, [1, 2, 3]));
    /// // … WHERE "course"."id" IN (SELECT "t1"."course_id" FROM "course_students" AS "t1" WHERE …
    /// // GROUP BY "t1"."course_id" HAVING COUNT(DISTINCT "t1"."student_id") >= ?)
    /// assert_eq!(two_of_three.all(&db)?, [rust]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn has_at_least<T: Target<Self::Model>>(
        &self,
        count: u64,
        rows: impl IntoIterator<Item = T>,
    ) -> Condition
    where
        <Self::Model as Model>::Key: SingleKey,
    {
        at_least(self, count, keys::<Self, T>(rows))
    }

    /// The related rows are exactly these.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, logic, .. } = school()?;
    /// let bob_alone = Course::objects().filter(|c| c.students().is_exactly([&bob]));
    /// assert_eq!(bob_alone.all(&db)?, [logic]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn is_exactly<T: Target<Self::Model>>(&self, rows: impl IntoIterator<Item = T>) -> Condition
    where
        <Self::Model as Model>::Key: SingleKey,
    {
        let keys = keys::<Self, T>(rows);
        let other = plan::Condition::Not(Box::new(in_list::<Self>(keys.clone())));
        let others = plan::Condition::Some(way(self), Box::new(other));
        at_least(self, keys.len() as u64, keys) & !Condition(others)
    }
}

impl<P: ModelPath<Cardinality = Many>> ManyPath for P {}

fn way<P: ModelPath>(path: &P) -> plan::Way {
    let path = path.as_path();
    plan::Way {
        start: path.start(),
        relations: path.relations().to_vec(),
    }
}

/// Why links are not rows of that model.
fn not_linked_by<L: ModelPath>(path: &impl ModelPath) -> plan::Fault {
    let last = path.as_path().relations().last();
    let through = last.and_then(|last| last.link()?.through);
    plan::Fault {
        kind: throughline_core::ErrorKind::InvalidValue,
        message: link::not_linked_by(last, <L::Model as Model>::NAME),
        hint: match through {
            Some(through) => format!("name its path: `|row, link: {}Path|`", through.name),
            None => "its links have no columns of their own: use `any`".to_owned(),
        },
    }
}

fn inner<P: ModelPath>(
    condition: impl FnOnce(<P::Model as Model>::Path) -> Condition,
) -> plan::Condition {
    condition(<P::Model as Model>::Path::from_path(Path::<One>::root())).0
}

fn keys<P: ModelPath<Model: Model<Key: SingleKey>>, T: Target<P::Model>>(
    rows: impl IntoIterator<Item = T>,
) -> Vec<throughline_core::Value> {
    link::distinct(
        rows.into_iter()
            .map(|row| row.target_key().into_value())
            .collect(),
    )
}

fn in_list<P: ModelPath>(keys: Vec<throughline_core::Value>) -> plan::Condition {
    plan::Condition::InList(FieldPath::own(<P::Model as Model>::META.key()).into(), keys)
}

fn at_least<P: ModelPath>(path: &P, count: u64, keys: Vec<throughline_core::Value>) -> Condition {
    if count == 0 {
        return Condition::always();
    }
    let among = Box::new(in_list::<P>(keys));
    Condition(plan::Condition::AtLeast(way(path), count, among))
}
