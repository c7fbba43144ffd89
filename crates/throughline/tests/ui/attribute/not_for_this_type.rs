//! What a type of the user's is kept as, only the compiler knows.

use throughline::prelude::*;

#[derive(FieldType)]
pub struct Points(i64);

#[derive(Model)]
pub struct Grade {
    pub id: i64,
    #[field(max_length = 3)]
    pub points: Points,
    #[field(auto_now)]
    pub bonus: Points,
    #[field(max_digits = 5, decimal_places = 2)]
    pub malus: Points,
}

fn main() {}
