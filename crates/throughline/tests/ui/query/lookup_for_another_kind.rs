//! Lookups of text are for text.

use throughline::prelude::*;

#[derive(Choice, Debug, Clone, Copy, PartialEq)]
pub enum Role {
    Member,
    Chair,
}

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub role: Role,
}

pub fn run() {
    let _id = Student::objects().filter(|s| s.id().contains("1"));
    let _role = Student::objects().filter(|s| s.role().starts_with("m"));
}

fn main() {}
