//! A number of all rows is no value of each of them.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub age: i32,
}

fn main() {
    let old = Student::objects().filter(|s| s.age().max().gt(30));
    let by_age = Student::objects().order_by(|s| s.age().avg());
}
