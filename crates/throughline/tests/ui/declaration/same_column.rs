//! Two fields cannot share a column.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Grade {
    pub id: i64,
    pub student: ForeignKey<Student>,
    pub student_id: i64,
    pub points: i64,
    #[field(column = "Points")]
    pub bonus: i64,
}

fn main() {}
