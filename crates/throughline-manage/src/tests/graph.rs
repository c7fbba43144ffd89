//! `graph`. What a diagram looks like is tested in throughline-migrate.

use super::*;

#[test]
fn models_and_what_the_migrations_make() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    let mut session = project.manage(&[&STUDENT, &COURSE], "graph --help");
    session += &project.manage(&[&STUDENT, &COURSE], "graph");
    session += &project.manage(&[&STUDENT, &COURSE], "graph --migrations");
    session += &project.manage(&[&COURSE], "graph");
    session += &project.manage(&[], "graph");
    assert_golden!(session);
}
