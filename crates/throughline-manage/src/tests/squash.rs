//! `squashmigrations`, and what the other commands make of a squashed migration.

use super::*;

/// Three migrations.
fn project() -> Project {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    project.manage(&[&STUDENT, &COURSE], "makemigrations");
    project.manage(&[&AGED, &COURSE], "makemigrations");
    assert_eq!(project.files(), 3);
    project
}

const MODELS: [&ModelDef; 2] = [&AGED, &COURSE];

#[test]
fn a_database_in_the_midst_of_what_is_squashed() {
    let project = project();
    let mut session = project.manage(&MODELS, "migrate 0002");
    session += &project.manage(&MODELS, "squashmigrations 0003");
    session += &project.manage(&MODELS, "makemigrations --check");
    session += &without_moments(&project.manage(&MODELS, "showmigrations"));
    session += &project.manage(&MODELS, "migrate --plan");
    session += &project.manage(&MODELS, "migrate");
    session += &without_moments(&project.manage(&MODELS, "showmigrations"));
    for replaced in ["0001_initial", "0002_course", "0003_student_age"] {
        project.delete(replaced);
    }
    session += &project.manage(&MODELS, "migrate");
    let squashed = "0001_squashed_0003_student_age";
    let text = project.read(squashed);
    let (before, replaces) = text.split_once("replaces = ").unwrap();
    let (_, after) = replaces.split_once('\n').unwrap();
    project.write(
        squashed,
        &format!("{before}{after}").replace("VERSION", env!("CARGO_PKG_VERSION")),
    );
    session += &project.manage(&MODELS, "migrate");
    session += &project.manage(&MODELS, "migrate zero");
    assert_golden!(session + &text);
}

#[test]
fn a_new_database_gets_the_squashed_one() {
    let project = project();
    let mut session = project.manage(
        &MODELS,
        "squashmigrations 0002 0003 --no-optimize --name later",
    );
    session += &project.manage(&MODELS, "migrate");
    session += &project.manage(&MODELS, "migrate 0003");
    session += &project.manage(&MODELS, "migrate 0001");
    assert_golden!(session + &project.read("0002_later"));
}

#[test]
fn what_cannot_be_squashed() {
    let project = project();
    let mut session = String::new();
    for command in [
        "squashmigrations",
        "squashmigrations 0001",
        "squashmigrations 0009",
        "squashmigrations 0003 0001",
        "squashmigrations 0002 --name a/b",
        "squashmigrations 0002",
        "squashmigrations 0003",
    ] {
        session += &project.manage(&MODELS, command);
    }
    project.delete("0002_course");
    session += &project.manage(&MODELS, "migrate");
    assert_golden!(session);
}

#[test]
fn the_ledger_alone_is_written_when_faked() {
    let project = project();
    let mut session = project.manage(&MODELS, "migrate 0002 --fake");
    session += &project.manage(&MODELS, "migrate 0001 --fake");
    session += &project.manage(&MODELS, "migrate zero --fake");
    session += &project.manage(&MODELS, "migrate zero --fake");
    session += &project.manage(&MODELS, "migrate");
    session += &project.manage(&MODELS, "migrate --fake --plan");
    assert_golden!(session);
}
