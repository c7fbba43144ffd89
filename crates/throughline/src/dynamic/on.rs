//! A lookup as a condition on a model, for typed queries.

use throughline_sql::plan;

use super::fault;
use super::lower;
use super::resolve::Scope;
use super::rows::unasked;
use super::{Lookup, MAX_TERMS};
use crate::path::ModelPath;
use crate::{Condition, Model, RelatedSet};

impl Lookup {
    /// The lookup as a condition on rows of `M`, to stand in a typed filter.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Lookup;
    /// # let School { db, rust, .. } = school()?;
    /// let asked = Lookup::new("name__istartswith", "an");
    /// let found = Course::objects().filter(|c| c.students().any(|_| asked.on::<Student>()));
    /// assert_eq!(found.all(&db)?, [rust]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// What asks for it fails with [`InvalidLookup`](crate::ErrorKind::InvalidLookup) if a name is
    /// not there.
    pub fn on<M: Model>(&self) -> Condition {
        let scope = Scope {
            model: M::META,
            annotations: &[],
        };
        let term = if self.terms() > MAX_TERMS {
            Err(fault::limit(format!(
                "a condition has more than {MAX_TERMS} terms"
            )))
        } else {
            scope.term(self)
        };
        Condition(match term {
            Ok(term) => lower::condition(&term, M::META, 0).unwrap_or_else(|| unasked(M::META)),
            Err(fault) => plan::Condition::Fault(fault),
        })
    }
}

impl<P: ModelPath, L> RelatedSet<P, L> {
    /// Only those for which the lookup holds: see
    /// [`QuerySet::filter_lookup`](crate::QuerySet::filter_lookup).
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, rust, .. } = school()?;
    /// let courses = Course::objects()
    ///     .with(|c| c.students().order_by(|s| s.name()).filter_lookup(("clubs__name", "Chess")));
    /// assert_eq!(courses.first(&db)?, Some((rust, vec![ann])));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter_lookup(self, lookup: impl Into<Lookup>) -> Self {
        let condition = lookup.into().on::<P::Model>();
        self.filter(|_| condition)
    }
}
