//! Conditions in words, before it is known which model they are about.

use std::ops::{BitAnd, BitOr, Not};

use super::{LookupValue, MAX_DEPTH, MAX_TERMS};

/// A condition in words: `students__name__icontains`, and a value.
///
/// `&`, `|` and `!` combine lookups. What is given to one call is asked of the same related row,
/// whatever stands between; `!` and a second call ask anew. `!lookup` is the complement: exactly
/// the rows that a filter by `lookup` leaves out.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Lookup;
/// # let School { db, rust, logic, .. } = school()?;
/// let of_ann = || Lookup::new("students__name", "Ann");
/// let early = Lookup::new("enrollment_set__enrollment_date__lt", "2026-01-01");
/// let courses = |lookup| Course::objects().filter_lookup::<Lookup>(lookup);
/// assert_eq!(courses(of_ann()).all(&db)?, [rust.clone()]);
/// assert_eq!(courses(!of_ann()).all(&db)?, [logic]);
/// assert_eq!(courses(of_ann() & !early.clone()).all(&db)?, [rust.clone()]);
/// assert_eq!(courses(of_ann() | early).all(&db)?, [rust]);
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// A pair of words and a value is a lookup, a list of these one for which all must hold:
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Lookup;
/// let both: Lookup = [("title__startswith", "R"), ("students__name", "Ann")].into();
/// ```
#[derive(Clone)]
#[must_use = "a lookup does nothing until it is given to a query set"]
pub struct Lookup {
    pub(super) asked: Asked,
    /// Words in it.
    terms: usize,
    /// Lookups that stand in each other.
    depth: usize,
}

#[derive(Clone)]
pub(super) enum Asked {
    Words(String, LookupValue),
    All(Vec<Lookup>),
    Any(Vec<Lookup>),
    Not(Box<Lookup>),
    Some(String, Box<Lookup>),
    /// More than [`MAX_TERMS`].
    TooMany,
    /// More than [`MAX_DEPTH`].
    TooDeep,
}

impl Lookup {
    /// What the words ask holds for the value.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Lookup;
    /// # let School { db, ann, bob, .. } = school()?;
    /// let early = Student::objects().filter_lookup(Lookup::new("name__lt", "C"));
    /// assert_eq!(early.all(&db)?, [ann, bob]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn new(words: impl Into<String>, value: impl Into<LookupValue>) -> Self {
        Lookup::of(Asked::Words(words.into(), value.into()), 1, 1)
    }

    /// All of them hold; of none, always.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Lookup;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Student::objects().filter_lookup(Lookup::all([])).count(&db)?, 3);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn all(lookups: impl IntoIterator<Item = Lookup>) -> Self {
        let mut parts = Vec::new();
        let (terms, depth) = gather(lookups, &mut parts, |lookup| match lookup.asked {
            Asked::All(parts) => Ok(parts),
            asked => Err(Lookup { asked, ..lookup }),
        });
        Lookup::of(Asked::All(parts), terms, depth)
    }

    /// One of them at least holds; of none, never.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Lookup;
    /// # let School { db, ann, cleo, .. } = school()?;
    /// let initials = ["A", "C"].map(|letter| Lookup::new("name__startswith", letter));
    /// let found = Student::objects().filter_lookup(Lookup::any_of(initials));
    /// assert_eq!(found.all(&db)?, [ann, cleo]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn any_of(lookups: impl IntoIterator<Item = Lookup>) -> Self {
        let mut parts = Vec::new();
        let (terms, depth) = gather(lookups, &mut parts, |lookup| match lookup.asked {
            Asked::Any(parts) => Ok(parts),
            asked => Err(Lookup { asked, ..lookup }),
        });
        Lookup::of(Asked::Any(parts), terms, depth)
    }

    /// For some row at the end of that path the other lookup holds, whose words begin there. It is
    /// asked for itself, whatever else the call asks.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Lookup;
    /// # let School { db, chess, .. } = school()?;
    /// let chairs = Lookup::all([Lookup::new("role", "chair"), Lookup::new("student__name", "Ann")]);
    /// let found = Club::objects().filter_lookup(Lookup::some("membership_set", chairs));
    /// assert_eq!(found.all(&db)?, [chess]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn some(path: impl Into<String>, inner: Lookup) -> Self {
        let (terms, depth) = (inner.terms + 1, inner.depth + 1);
        Lookup::of(Asked::Some(path.into(), Box::new(inner)), terms, depth)
    }

    /// There is no row at the end of that path for which the other lookup holds.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Lookup;
    /// # let School { db, ann, cleo, .. } = school()?;
    /// let not_in_logic = Lookup::none("course_set", Lookup::new("title", "Logic"));
    /// assert_eq!(Student::objects().filter_lookup(not_in_logic).all(&db)?, [ann, cleo]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn none(path: impl Into<String>, inner: Lookup) -> Self {
        !Lookup::some(path, inner)
    }

    /// A lookup within the bounds: beyond them it is dropped, whatever it holds.
    fn of(asked: Asked, terms: usize, depth: usize) -> Self {
        let asked = match asked {
            _ if terms > MAX_TERMS => Asked::TooMany,
            _ if depth > MAX_DEPTH => Asked::TooDeep,
            asked => asked,
        };
        Lookup {
            asked,
            terms,
            depth: depth.min(MAX_DEPTH + 1),
        }
    }

    /// How many words it has.
    pub(super) const fn terms(&self) -> usize {
        self.terms
    }
}

/// Takes lookups up, those of the same kind by their parts, until there are more than there may be.
/// Gives their terms and their depth.
fn gather(
    lookups: impl IntoIterator<Item = Lookup>,
    parts: &mut Vec<Lookup>,
    inner: impl Fn(Lookup) -> Result<Vec<Lookup>, Lookup>,
) -> (usize, usize) {
    let (mut terms, mut depth) = (0, 1);
    for lookup in lookups {
        // Without words of its own a lookup counts too: nothing is without an end.
        terms += lookup.terms.max(1);
        if terms > MAX_TERMS {
            break;
        }
        let own = lookup.depth;
        match inner(lookup) {
            Ok(more) => {
                parts.extend(more);
                depth = depth.max(own);
            }
            Err(one) => {
                parts.push(one);
                depth = depth.max(own + 1);
            }
        }
    }
    (terms, depth)
}

impl BitAnd for Lookup {
    type Output = Lookup;
    fn bitand(self, other: Lookup) -> Lookup {
        Lookup::all([self, other])
    }
}

impl BitOr for Lookup {
    type Output = Lookup;
    fn bitor(self, other: Lookup) -> Lookup {
        Lookup::any_of([self, other])
    }
}

impl Not for Lookup {
    type Output = Lookup;
    fn not(self) -> Lookup {
        match self.asked {
            Asked::Not(inner) => *inner,
            asked => {
                let (terms, depth) = (self.terms, self.depth + 1);
                let inner = Lookup { asked, ..self };
                Lookup::of(Asked::Not(Box::new(inner)), terms, depth)
            }
        }
    }
}

/// Prints the words, never a value.
impl std::fmt::Debug for Lookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.asked {
            Asked::Words(words, value) => write!(f, "{words} = {value:?}"),
            Asked::All(parts) => f.debug_tuple("all").field(parts).finish(),
            Asked::Any(parts) => f.debug_tuple("any_of").field(parts).finish(),
            Asked::Not(inner) => write!(f, "!({inner:?})"),
            Asked::Some(path, inner) => write!(f, "some({path:?}, {inner:?})"),
            Asked::TooMany => f.write_str("too many terms"),
            Asked::TooDeep => f.write_str("too deep"),
        }
    }
}

impl<S: Into<String>, V: Into<LookupValue>> From<(S, V)> for Lookup {
    fn from((words, value): (S, V)) -> Self {
        Lookup::new(words, value)
    }
}

impl<L: Into<Lookup>> From<Vec<L>> for Lookup {
    fn from(lookups: Vec<L>) -> Self {
        lookups.into_iter().collect()
    }
}

impl<L: Into<Lookup>, const N: usize> From<[L; N]> for Lookup {
    fn from(lookups: [L; N]) -> Self {
        lookups.into_iter().collect()
    }
}

/// All of them must hold.
impl<L: Into<Lookup>> FromIterator<L> for Lookup {
    fn from_iter<I: IntoIterator<Item = L>>(lookups: I) -> Self {
        Lookup::all(lookups.into_iter().map(Into::into))
    }
}
