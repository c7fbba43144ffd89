//! A field type of one's own is a struct around one value that can be a field.

use throughline::prelude::*;

#[derive(FieldType)]
pub struct Point(i64, i64);

#[derive(FieldType)]
pub enum Level {
    Low,
}

#[derive(FieldType)]
pub struct Size(u32);

fn main() {}
