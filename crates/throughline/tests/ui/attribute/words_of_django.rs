//! What Django says in other words, or does not say here.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(to_field = "name", db_constraint = false, blank, verbose_name = "the teacher")]
    pub teacher: ForeignKey<Student>,
    #[field(related_name = "courses", related_query_name = "course", limit_choices_to = "x")]
    pub students: ManyToMany<Student>,
    #[field(validators = check, choices = all, help_text = "x", db_comment = "x")]
    pub title: String,
    #[field(through = Course, one_to_one, unique_together = "x")]
    pub place: i64,
}

fn main() {}
