//! The models, and what brings a database up to them.
//!
//! After a change here, `cargo manage makemigrations` writes the migration.

use throughline::Migrations;
use throughline::prelude::*;

/// The database, where the variable `DATABASE_URL` names no other.
pub const DATABASE: &str = "__url__";

/// What brings a database up to the models, as part of the program.
pub const MIGRATIONS: Migrations = throughline::migrations!();

/// The URL of the database.
pub fn database_url() -> String {
    let given = std::env::var("DATABASE_URL").ok();
    let given = given.filter(|url| !url.is_empty());
    given.unwrap_or_else(|| DATABASE.to_owned())
}

/// Somebody who learns.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Student {
    /// The primary key, assigned by the database if it is not given.
    pub id: i64,
    /// The name. No two students have the same.
    #[field(unique, max_length = 100)]
    pub name: String,
}

/// What is taught.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Course {
    /// The primary key, assigned by the database if it is not given.
    pub id: i64,
    /// The title. No two courses have the same.
    #[field(unique, max_length = 100)]
    pub title: String,
    /// Those who take it. This makes a join table; the other side is `student.course_set()`.
    pub students: ManyToMany<Student>,
}
