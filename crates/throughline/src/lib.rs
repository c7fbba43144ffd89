//! x
extern crate self as throughline;
mod builder;
mod cardinality;
mod column;
mod condition;
mod foreign_key;
mod into_field;
mod many_to_many;
mod model;
mod path;
