//! The digits of a decimal are given in all and after the point.

use throughline::prelude::*;

#[derive(Model)]
pub struct Price {
    pub id: i64,
    #[field(max_digits = 10)]
    pub net: Decimal,
    #[field(decimal_places = 2)]
    pub gross: Decimal,
    #[field(max_digits = 2, decimal_places = 3)]
    pub tax: Decimal,
    #[field(max_digits = 10, decimal_places = 2)]
    pub count: i64,
}

fn main() {}
