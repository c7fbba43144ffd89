//! Filters, order and pages, from the query string of a list:
//! `?students__name__icontains=ann&order=-title&limit=20`.
//!
//! The words are those of Throughline's dynamic lookups. Throughline checks them against the models
//! and bounds what they cost. What is allowed is narrower, and each list says it: a relation that
//! may be followed inside is not always one that the world may ask about.

use serde::Serialize;
use throughline::prelude::*;
use throughline::{Cursor, CursorPage, Lookup, QuerySet};

use crate::problem::Problem;

/// How many rows a page has if nothing is said, and at most.
const LIMITS: (u64, u64) = (20, 100);

/// The most filters, and the most names in the order.
const MOST: usize = 8;

/// What may be asked of a column. `regex` is left out: on a server an expression can take long.
const LOOKUPS: &[&str] = &[
    "exact",
    "iexact",
    "contains",
    "icontains",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
    "gt",
    "gte",
    "lt",
    "lte",
    "in",
    "isnull",
];

/// What a list may be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Allowed {
    /// The names that may be filtered by.
    pub filters: &'static [&'static str],
    /// The names that may be ordered by. A path to many rows has no place here: a page needs a row
    /// to have one place.
    pub orders: &'static [&'static str],
}

/// What a list was asked for.
#[derive(Debug, Clone)]
pub struct Listing {
    filters: Vec<(String, String)>,
    order: Vec<String>,
    /// Where the page begins; the first one without it.
    pub after: Option<Cursor>,
    /// The most rows of the page.
    pub limit: u64,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct Listed<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// What to give as `after` for the next page, with the same filters and the same order. `null`
    /// behind the last one.
    pub next: Option<String>,
}

impl Allowed {
    /// Reads the parameters of a query string.
    ///
    /// # Errors
    ///
    /// 400 for what is not allowed.
    pub fn read(&self, parameters: Vec<(String, String)>) -> Result<Listing, Problem> {
        let mut listing = Listing {
            filters: Vec::new(),
            order: Vec::new(),
            after: None,
            limit: LIMITS.0,
        };
        for (name, value) in parameters {
            match name.as_str() {
                "order" => listing.order = self.order(&value)?,
                "after" => listing.after = Some(value.parse()?),
                "limit" => listing.limit = limit(&value)?,
                name if self.may_filter(name) => {
                    listing.filters.push((name.to_owned(), value));
                }
                _ => return Err(self.refused()),
            }
        }
        if listing.filters.len() > MOST {
            return Err(Problem::query(format!("more than {MOST} filters")));
        }
        Ok(listing)
    }

    /// Whether it is one of the names, alone or with a lookup behind it.
    fn may_filter(&self, words: &str) -> bool {
        let mut names = self.filters.iter();
        names.any(|name| match words.strip_prefix(name) {
            Some("") => true,
            Some(rest) => rest
                .strip_prefix("__")
                .is_some_and(|it| LOOKUPS.contains(&it)),
            None => false,
        })
    }

    fn order(&self, value: &str) -> Result<Vec<String>, Problem> {
        let names: Vec<_> = value.split(',').map(str::to_owned).collect();
        let may = |name: &String| {
            self.orders
                .contains(&name.strip_prefix('-').unwrap_or(name))
        };
        if names.len() > MOST || !names.iter().all(may) {
            let hint = format!(
                "order by {}, each perhaps with `-` before it",
                quoted(self.orders)
            );
            return Err(Problem::query("`order` is not as it may be").with_hint(hint));
        }
        Ok(names)
    }

    /// The parameter is not repeated: it may be long, and it may be anything.
    fn refused(&self) -> Problem {
        let (filters, lookups) = (quoted(self.filters), quoted(LOOKUPS));
        let hint = format!(
            "filter by {filters}, each perhaps with `__` and one of {lookups} behind it; \
             beside filters there are `order`, `after` and `limit`"
        );
        Problem::query("a parameter is not one of this list").with_hint(hint)
    }
}

fn limit(value: &str) -> Result<u64, Problem> {
    let most = LIMITS.1;
    let limit = value.parse().ok();
    let limit = limit.filter(|limit| (1..=most).contains(limit));
    limit.ok_or_else(|| Problem::query(format!("`limit` is a number from 1 to {most}")))
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

impl Listing {
    /// The rows that it asks for, in the order that it asks for.
    ///
    /// What is asked of a relation to many rows is asked of one related row: with
    /// `students__name=Ann&students__email__endswith=.example` an Ann has that address.
    pub fn narrow<M: Model>(&self, rows: QuerySet<M>) -> QuerySet<M> {
        let rows = rows.filter_lookup(self.filters.iter().cloned().collect::<Lookup>());
        if self.order.is_empty() {
            return rows;
        }
        rows.order_by_names(&self.order)
    }
}

impl<R> From<CursorPage<R>> for Listed<R> {
    fn from(page: CursorPage<R>) -> Self {
        Listed {
            rows: page.rows,
            next: page.next.map(|cursor| cursor.to_string()),
        }
    }
}
