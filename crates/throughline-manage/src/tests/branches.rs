//! Migrations by hand, and those of two branches of version control.

use super::*;

#[test]
fn an_empty_migration_says_how_to_fill_it() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    let mut session = project.manage(&[&STUDENT], "makemigrations --empty --dry-run");
    session += &project.manage(&[&STUDENT], "makemigrations --empty --name by_hand");
    session += &project.manage(&[&STUDENT], "migrate");
    session += &project.manage(&[&STUDENT], "makemigrations --empty --merge");
    assert_golden!(session + &project.read("0002_by_hand"));
}

/// A project, and what another branch has added to it.
fn branches(other: &str) -> Project {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    project.manage(&[&AGED], "makemigrations");
    let text = format!("format = 1\ndepends = [\"0001_initial\"]\n\n[[operation]]\n{other}");
    project.write("0002_theirs", &text);
    project
}

#[test]
fn branches_that_fit_are_merged() {
    let project = branches("add_index = \"Student\"\nfields = [\"name\"]\n");
    let mut session = String::new();
    for command in [
        "migrate",
        "makemigrations",
        "makemigrations --merge --dry-run",
        "makemigrations --merge",
        "makemigrations --merge",
        "migrate",
        "migrate 0002",
        "migrate 0002_t",
    ] {
        session += &project.manage(&[&AGED], command);
    }
    assert_golden!(session + &project.read("0003_merge_0002_student_age_0002_theirs"));
}

#[test]
fn branches_that_do_not_fit_are_not_merged() {
    let project = branches("add_field = \"Student.age\"\ntype = \"integer\"\nfill = 0\n");
    let session = project.manage(&[&AGED], "makemigrations --merge");
    assert_eq!(project.files(), 3, "nothing was written");
    assert_golden!(session);
}
