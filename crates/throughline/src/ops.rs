//! Operations on paths as functions: for a model with a column of the same name.
//!
//! `path.eq(…)` is the column where the model has a column `eq`; `ops::eq(&path, …)` always
//! compares the row.

use throughline_core::SingleKey;

use crate::path::{ModelPath, Target};
use crate::{Assignment, Condition, Model, Optional, Single};

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
pub fn is_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Optional>>(
    path: &P,
) -> Condition {
    ModelPath::is_null(path)
}

/// [`ModelPath::is_not_null`].
pub fn is_not_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Optional>>(
    path: &P,
) -> Condition {
    ModelPath::is_not_null(path)
}

/// [`ModelPath::set`].
pub fn set<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Single>>(
    path: &P,
    row: impl Target<P::Model>,
) -> Assignment {
    ModelPath::set(path, row)
}

/// [`ModelPath::set_null`].
pub fn set_null<P: ModelPath<Model: Model<Key: SingleKey>, Cardinality: Optional>>(
    path: &P,
) -> Assignment {
    ModelPath::set_null(path)
}
