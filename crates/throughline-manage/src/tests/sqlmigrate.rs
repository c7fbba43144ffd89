//! `sqlmigrate`. That its text does what `migrate` does is tested in throughline-migrate.

use super::*;

#[test]
fn statements_without_a_database() {
    let project = Project::new();
    project.manage(&[&STUDENT, &COURSE], "makemigrations");
    project.manage(&[&AGED, &COURSE], "makemigrations");
    let mut session = String::new();
    for command in [
        "sqlmigrate --help",
        "sqlmigrate 0002",
        "sqlmigrate 0002 --backwards --dialect postgres",
        "sqlmigrate 0002 --database mariadb://user:secret@host/school",
        "sqlmigrate 0002 --database oracle://user:secret@host/school",
        "sqlmigrate 000",
        "sqlmigrate 0009",
    ] {
        session += &project.manage(&[&AGED, &COURSE], command);
    }
    assert!(!project.path().join("school.db").exists());
    assert_golden!(session);
}
