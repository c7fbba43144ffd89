//! From tokens to a declaration: what the user wrote, piece by piece.
//!
//! Only what needs no other part of the declaration is judged here: the grammar of the
//! attributes and the shape of a relation's type. What one part means to another is
//! [`check`](crate::check)'s. A faulty piece is reported and left out; the rest goes on.

pub(crate) mod attribute;
pub(crate) mod constraint;
pub(crate) mod field;
pub(crate) mod model;
pub(crate) mod relation;
