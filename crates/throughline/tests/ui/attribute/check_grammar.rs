//! A check has a name and a condition.

use throughline::prelude::*;

#[derive(Model)]
#[model(check)]
#[model(check())]
#[model(check = 1)]
#[model(check(age >= 18, name == "Ann", missing = , adult = age >= , "text" = age > 1, two = age > 1 age < 9, unknown = aeg > 1))]
#[model(checks(adult = age >= 18))]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub age: i32,
}

fn main() {}
