//! `auto_now` and `auto_now_add` are for times, one of them alone.

use throughline::prelude::*;

#[derive(Model)]
pub struct Note {
    pub id: i64,
    #[field(auto_now)]
    pub text: String,
    #[field(auto_now, auto_now_add)]
    pub changed: Timestamp,
    #[field(auto_now_add, default = Timestamp::now())]
    pub made: Timestamp,
}

fn main() {}
