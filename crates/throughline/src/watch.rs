//! Executors that tell what a terminal method is about to read, so that reads which are made row
//! by row are found: see `throughline_backend`'s `row_by_row`. Where that is switched off, or
//! nobody listens, an executor is passed on as it is.

use std::panic::Location;

use throughline_backend::{Reading, RelatedReading};
use throughline_core::{ModelDef, Relation, Value};
use throughline_sql::plan::{Select, Source};

use crate::Executor;

/// An executor with what its next operation reads.
pub(crate) struct Watched<E> {
    pub(crate) inner: E,
    pub(crate) reading: Option<Reading>,
}

impl<E: Executor> Watched<E> {
    /// `reading` is made where it is wanted.
    fn new(inner: E, reading: impl FnOnce() -> Option<Reading>) -> Self {
        let on = inner.database().watches_row_by_row();
        let reading = if on { reading() } else { None };
        Watched { inner, reading }
    }
}

/// For a query that gives rows.
#[track_caller]
pub(crate) fn rows<E: Executor>(db: E, select: &Select) -> Watched<E> {
    let site = Location::caller();
    Watched::new(db, || match &select.source {
        Source::Model(model) => Some(Reading::Rows(model)),
        Source::Related(relation, owner) => Some(one(*relation, owner, false, site)),
    })
}

/// For a query that gives a number of rows, or whether there is any.
#[track_caller]
pub(crate) fn count<E: Executor>(db: E, select: &Select) -> Watched<E> {
    let site = Location::caller();
    Watched::new(db, || match &select.source {
        Source::Model(_) => None,
        Source::Related(relation, owner) => Some(one(*relation, owner, true, site)),
    })
}

/// For a count of the links of one row.
#[track_caller]
pub(crate) fn links<E: Executor>(db: E, relation: Relation, owner: &Value) -> Watched<E> {
    let site = Location::caller();
    Watched::new(db, || Some(one(relation, owner, true, site)))
}

/// For the row that a foreign key points to.
#[track_caller]
pub(crate) fn target<E: Executor>(
    db: E,
    relation: Relation,
    key: impl FnOnce() -> Option<Value>,
) -> Watched<E> {
    let site = Location::caller();
    Watched::new(db, || key().map(|key| one(relation, &key, false, site)))
}

/// For what gives rows of that model by themselves, or makes them.
pub(crate) fn new_rows<E: Executor>(db: E, model: &'static ModelDef) -> Watched<E> {
    Watched::new(db, || Some(Reading::Rows(model)))
}

fn one(relation: Relation, row: &Value, counts: bool, site: &'static Location<'static>) -> Reading {
    Reading::Related(RelatedReading {
        relation,
        row: row.clone(),
        counts,
        site,
    })
}
