//! What is asked of the database, as data.
//!
//! A plan holds no text. It points to the static declarations of models and relations and
//! carries the values. Its *shape* is everything but the values: two plans of one shape have
//! the same statement, which is how statements are cached.

mod by_key;
mod children;
mod condition;
mod diff;
mod keys_alone;
mod link;
mod link_upsert;
mod never;
mod numbers;
mod one_match;
mod operand;
mod pairs;
mod path;
mod select;
mod shape;
mod upsert;
mod value_rows;
mod write;

pub use by_key::{KeyValues, RowByKey};
pub use children::{ChildOutput, Children, Owners};
pub use condition::{Comparison, Condition, Fault, TextMatch, TextTest};
pub use diff::LinkDiff;
pub use link::{LinkCount, LinkDelete, LinkInsert, LinkKeys, Targets};
pub use link_upsert::LinkUpsert;
pub use operand::{Aggregate, Arithmetic, Function, Operand, Raw};
pub use pairs::{LinkClear, MirrorDelete, PairDelete, PairInsert, PairUpdate};
pub use path::{Each, FieldPath, Way};
pub use select::{Lock, Nulls, Order, Output, Select, Source};
pub use shape::{Argument, Arguments, Plan, Shape};
pub use upsert::{Done, InsertLinked, NewLink, Upsert};
pub use value_rows::ValueRows;
pub use write::{Assignment, Delete, Insert, InsertRows, OnConflict, Update};
