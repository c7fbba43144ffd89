//! What happens to a row whose target is deleted must be possible.

use throughline::prelude::*;

#[derive(Model)]
pub struct Teacher {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(on_delete = set_null)]
    pub teacher: ForeignKey<Teacher>,
    #[field(on_delete = set_default, related_name = "seconded")]
    pub second: ForeignKey<Teacher>,
    #[field(on_delete = casade, related_name = "thirded")]
    pub third: ForeignKey<Teacher>,
    #[field(on_delete = "cascade", related_name = "fourthed")]
    pub fourth: ForeignKey<Teacher>,
    #[field(on_delete = cascade, related_name = "rooms")]
    pub room: i64,
}

fn main() {}
