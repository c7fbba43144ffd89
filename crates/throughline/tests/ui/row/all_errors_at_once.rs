//! All errors of a row are told at once, and its uses are none.

use throughline::prelude::*;

#[derive(Row)]
pub struct Count {
    #[field(rename = "text")]
    pub title: String,
    #[field(column = "number", column = "count")]
    pub students: i64,
    #[field(column = "title")]
    pub other: String,
    #[field(column = 7)]
    pub third: String,
    #[field(max_length = 100)]
    pub fourth: String,
    #[field(column = "")]
    pub fifth: String,
}

fn read(db: &throughline::blocking::Db) -> throughline::Result<Vec<Count>> {
    db.query_as::<Count>("SELECT 1", ())
}

fn main() {}
