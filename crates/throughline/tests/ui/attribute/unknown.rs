//! An unknown attribute suggests what was probably meant.

use throughline::prelude::*;

#[derive(Model)]
#[model(db_table = "students", uniqe(name), order_by(name))]
pub struct Student {
    #[field(primary_kye)]
    pub id: i64,
    #[field(max_lenght = 100, null, db_column = "n")]
    pub name: String,
    #[field(table = "grades")]
    pub grade: i64,
    #[field(colour = "red")]
    pub hair: String,
}

fn main() {}
