//! Orders in words.

use throughline_sql::plan::Nulls;

use super::fault::Read;
use super::resolve::{Route, Scope, Target};
use super::state::Ordered;

/// A name to order by: `title`, or `-title` for the greatest first.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::OrderName;
/// # let School { db, eve, max, .. } = school()?;
/// let by_room = Teacher::objects().order_by_names([OrderName::new("-room").nulls_last()]);
/// assert_eq!(by_room.all(&db)?, [eve, max]); // Max has none
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderName {
    words: String,
    descending: bool,
    nulls: Option<Nulls>,
}

impl OrderName {
    /// By that name; with a `-` before it, the greatest first.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::OrderName;
    /// # let School { db, cleo, .. } = school()?;
    /// let last = Student::objects().order_by_names([OrderName::new("-name")]).first(&db)?;
    /// assert_eq!(last, Some(cleo));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let (words, descending) = match name.strip_prefix('-') {
            Some(words) => (words.to_owned(), true),
            None => (name, false),
        };
        OrderName {
            words,
            descending,
            nulls: None,
        }
    }

    /// Rows without a value first. If nothing is said, a null is greater than every value, on
    /// every engine.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::OrderName;
    /// # let School { db, max, .. } = school()?;
    /// let by_room = Teacher::objects().order_by_names([OrderName::new("room").nulls_first()]);
    /// assert_eq!(by_room.first(&db)?, Some(max));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.nulls = Some(Nulls::First);
        self
    }

    /// Rows without a value last.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::OrderName;
    /// # let School { db, eve, .. } = school()?;
    /// let by_room = Teacher::objects().order_by_names([OrderName::new("-room").nulls_last()]);
    /// assert_eq!(by_room.first(&db)?, Some(eve));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.nulls = Some(Nulls::Last);
        self
    }

    /// The terms of the order: one, or one for each field of a key.
    pub(super) fn ordered(&self, scope: Scope<'_>) -> Read<Vec<Ordered>> {
        let targets = match scope.only_target(&self.words)? {
            Target::Route(route) if route.composite => {
                let fields = route.model.key_fields();
                let key = fields.map(|field| Route {
                    field,
                    composite: false,
                    ..route.clone()
                });
                key.map(Target::Route).collect()
            }
            target => vec![target],
        };
        let terms = targets.into_iter().map(|target| Ordered {
            target,
            descending: self.descending,
            nulls: self.nulls,
        });
        Ok(terms.collect())
    }
}

impl From<&str> for OrderName {
    fn from(name: &str) -> Self {
        OrderName::new(name)
    }
}

impl From<String> for OrderName {
    fn from(name: String) -> Self {
        OrderName::new(name)
    }
}

impl From<&String> for OrderName {
    fn from(name: &String) -> Self {
        OrderName::new(name.as_str())
    }
}
