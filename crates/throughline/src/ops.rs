//! Operations on paths as functions: for a model with a column of the same name.
//!
//! `path.eq(…)` is the column where the model has a column `eq`; `ops::eq(&path, …)` always
//! compares the row.

use throughline_core::SingleKey;

use crate::path::{ModelPath, Target};
use crate::{
    Aggregated, Assignment, Column, Condition, LoadPath, ManyPath, Model, One, Optional, RowsOf,
    Single,
};

/// [`ModelPath::eq`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, ann, rust, .. } = school()?;
/// let of_ann = Course::objects().filter(|c| ops::eq(&c.students(), &ann));
/// assert_eq!(of_ann.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn eq<P: ModelPath<Model: Model<Key: SingleKey>>>(
    path: &P,
    row: impl Target<P::Model>,
) -> Condition {
    ModelPath::eq(path, row)
}

/// [`ModelPath::ne`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, ann, .. } = school()?;
/// let of_others = Enrollment::objects().filter(|e| ops::ne(&e.student(), &ann));
/// assert_eq!(of_others.count(&db)?, 0);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn ne<P: ModelPath<Model: Model<Key: SingleKey>>>(
    path: &P,
    row: impl Target<P::Model>,
) -> Condition {
    ModelPath::ne(path, row)
}

/// [`ModelPath::is_in`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, .. } = school()?;
/// let of_both = Course::objects().filter(|c| ops::is_in(&c.students(), [1, 2]));
/// assert_eq!(of_both.count(&db)?, 2);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn is_in<P: ModelPath<Model: Model<Key: SingleKey>>, By>(
    path: &P,
    rows: impl RowsOf<P::Model, By>,
) -> Condition {
    ModelPath::is_in(path, rows)
}

/// [`ModelPath::is_null`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, eve, .. } = school()?;
/// let without_mentor = Teacher::objects().filter(|t| ops::is_null(&t.mentor()));
/// assert_eq!(without_mentor.all(&db)?, [eve]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn is_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Optional>>(
    path: &P,
) -> Condition {
    ModelPath::is_null(path)
}

/// [`ModelPath::is_not_null`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, max, .. } = school()?;
/// let with_mentor = Teacher::objects().filter(|t| ops::is_not_null(&t.mentor()));
/// assert_eq!(with_mentor.all(&db)?, [max]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn is_not_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Optional>>(
    path: &P,
) -> Condition {
    ModelPath::is_not_null(path)
}

/// [`ModelPath::set`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, eve, max, .. } = school()?;
/// let of_eve = Teacher::objects().filter(|t| t.name().eq("Eve"));
/// of_eve.update(&db, |t| ops::set(&t.mentor(), &max))?;
/// // UPDATE "teacher" SET "mentor_id" = ? WHERE "name" = ?
/// assert_eq!(eve.refresh(&db)?.mentor().get(&db)?, Some(max));
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn set<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Single>>(
    path: &P,
    row: impl Target<P::Model>,
) -> Assignment {
    ModelPath::set(path, row)
}

/// [`ModelPath::set_null`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, max, .. } = school()?;
/// Teacher::objects().update(&db, |t| ops::set_null(&t.mentor()))?;
/// assert_eq!(max.refresh(&db)?.mentor, None);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn set_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Optional>>(
    path: &P,
) -> Assignment {
    ModelPath::set_null(path)
}

/// [`ManyPath::any`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, rust, .. } = school()?;
/// let found = Course::objects().filter(|c| ops::any(&c.students(), |s| s.name().eq("Ann")));
/// assert_eq!(found.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn any<P: ManyPath>(
    path: &P,
    condition: impl FnOnce(<P::Model as Model>::Path) -> Condition,
) -> Condition {
    ManyPath::any(path, condition)
}

/// [`ManyPath::none`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, logic, .. } = school()?;
/// let found = Course::objects().filter(|c| ops::none(&c.students(), |s| s.name().eq("Ann")));
/// assert_eq!(found.all(&db)?, [logic]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn none<P: ManyPath>(
    path: &P,
    condition: impl FnOnce(<P::Model as Model>::Path) -> Condition,
) -> Condition {
    ManyPath::none(path, condition)
}

/// [`ManyPath::all`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, logic, .. } = school()?;
/// let found = Course::objects().filter(|c| ops::all(&c.students(), |s| s.name().eq("Bob")));
/// assert_eq!(found.all(&db)?, [logic]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn all<P: ManyPath>(
    path: &P,
    condition: impl FnOnce(<P::Model as Model>::Path) -> Condition,
) -> Condition {
    ManyPath::all(path, condition)
}

/// [`ManyPath::contains`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, ann, rust, .. } = school()?;
/// let of_ann = Course::objects().filter(|c| ops::contains(&c.students(), &ann));
/// assert_eq!(of_ann.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn contains<P: ManyPath<Model: Model<Key: SingleKey>>>(
    path: &P,
    row: impl Target<P::Model>,
) -> Condition {
    ManyPath::contains(path, row)
}

/// [`ManyPath::overlaps`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, ann, cleo, rust, .. } = school()?;
/// let found = Course::objects().filter(|c| ops::overlaps(&c.students(), [&ann, &cleo]));
/// assert_eq!(found.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn overlaps<P: ManyPath<Model: Model<Key: SingleKey>>, By>(
    path: &P,
    rows: impl RowsOf<P::Model, By>,
) -> Condition {
    ManyPath::overlaps(path, rows)
}

/// [`ManyPath::has_all`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, ann, bob, rust, .. } = school()?;
/// let found = Course::objects().filter(|c| ops::has_all(&c.students(), [&ann, &bob]));
/// assert_eq!(found.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn has_all<P: ManyPath<Model: Model<Key: SingleKey>>, T: Target<P::Model>>(
    path: &P,
    rows: impl IntoIterator<Item = T>,
) -> Condition {
    ManyPath::has_all(path, rows)
}

/// [`ManyPath::has_at_least`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, rust, .. } = school()?;
/// let found = Course::objects().filter(|c| ops::has_at_least(&c.students(), 2, [1, 2, 3]));
/// assert_eq!(found.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn has_at_least<P: ManyPath<Model: Model<Key: SingleKey>>, T: Target<P::Model>>(
    path: &P,
    count: u64,
    rows: impl IntoIterator<Item = T>,
) -> Condition {
    ManyPath::has_at_least(path, count, rows)
}

/// [`ManyPath::is_exactly`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, bob, logic, .. } = school()?;
/// let found = Course::objects().filter(|c| ops::is_exactly(&c.students(), [&bob]));
/// assert_eq!(found.all(&db)?, [logic]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn is_exactly<P: ManyPath<Model: Model<Key: SingleKey>>, T: Target<P::Model>>(
    path: &P,
    rows: impl IntoIterator<Item = T>,
) -> Condition {
    ManyPath::is_exactly(path, rows)
}

/// [`ManyPath::any_link`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, chess, .. } = school()?;
/// let chaired = Club::objects()
///     .filter(|c| ops::any_link(&c.members(), |_, m: MembershipPath| m.role().eq("chair")));
/// assert_eq!(chaired.all(&db)?, [chess]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn any_link<P: ManyPath, L: ModelPath<Cardinality = One>>(
    path: &P,
    condition: impl FnOnce(<P::Model as Model>::Path, L) -> Condition,
) -> Condition {
    ManyPath::any_link(path, condition)
}

/// [`LoadPath::count`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::ops;
/// # let School { db, rust, .. } = school()?;
/// let full = Course::objects().filter(|c| ops::count(&c.students()).gt(1));
/// assert_eq!(full.all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn count<P: LoadPath>(path: &P) -> Column<i64, One, Aggregated> {
    LoadPath::count(path)
}
