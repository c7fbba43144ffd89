//! `flush`.

use super::*;
use crate::ledger::Ledger;

#[test]
fn all_rows_go_and_the_ledger_stays() {
    let project = Project::new();
    let models: &[_] = &[&STUDENT, &COURSE];
    project.manage(models, "makemigrations");
    let mut session = project.manage(models, "flush --help");
    session += &project.manage(models, "flush --yes");
    project.manage(models, "migrate");
    project.execute(SEED);
    session += &project.manage(models, "flush");
    session += &project.manage(models, "flush --yes");
    session += &project.manage(models, "flush --yes");
    assert_golden!(session);

    assert_eq!(project.database().run_blocking(Ledger).unwrap().len(), 1);
    project.execute(&["INSERT INTO student (name) VALUES ('New')"]);
    let dump = project.manage(models, "dumpdata Student");
    assert!(dump.contains("\"id\":1,"), "numbered from 1 again: {dump}");
}

#[test]
fn rows_that_others_point_to_stay() {
    let project = Project::new();
    let models: &[_] = &[&STUDENT, &COURSE];
    project.manage(models, "makemigrations");
    project.manage(models, "migrate");
    project.execute(SEED);
    project.execute(&[
        "CREATE TABLE visit (student_id REFERENCES student (id))",
        "INSERT INTO visit VALUES (2)",
    ]);
    let before = project.manage(models, "dumpdata");
    let session = project.manage(models, "flush --yes");
    assert_eq!(project.manage(models, "dumpdata"), before);
    assert_golden!(session);
}

const SEED: &[&str] = &[
    "INSERT INTO student (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (7, 'Cy')",
    "INSERT INTO course (id, name) VALUES (1, 'Rust')",
    "INSERT INTO course_students VALUES (1, 1), (1, 2)",
];
