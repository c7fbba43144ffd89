//! Operations on paths as functions: for a model with a column of the same name.
//!
//! `path.eq(…)` is the column where the model has a column `eq`; `ops::eq(&path, …)` always
//! compares the row.

use throughline_core::SingleKey;

use crate::path::{ModelPath, Target};
use crate::{Condition, Maybe, Model};

/// [`ModelPath::eq`].
pub fn eq<P: ModelPath<Model: Model<Key: SingleKey>>>(
    path: &P,
    row: impl Target<P::Model>,
) -> Condition {
    ModelPath::eq(path, row)
}

/// [`ModelPath::ne`].
pub fn ne<P: ModelPath<Model: Model<Key: SingleKey>>>(
    path: &P,
    row: impl Target<P::Model>,
) -> Condition {
    ModelPath::ne(path, row)
}

/// [`ModelPath::is_in`].
pub fn is_in<P: ModelPath<Model: Model<Key: SingleKey>>, T: Target<P::Model>>(
    path: &P,
    rows: impl IntoIterator<Item = T>,
) -> Condition {
    ModelPath::is_in(path, rows)
}

/// [`ModelPath::is_null`].
pub fn is_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality = Maybe>>(
    path: &P,
) -> Condition {
    ModelPath::is_null(path)
}

/// [`ModelPath::is_not_null`].
pub fn is_not_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality = Maybe>>(
    path: &P,
) -> Condition {
    ModelPath::is_not_null(path)
}
