//! `dbshell`. Where it succeeds, the program becomes the client, so only the rest is tested here.

use super::*;

#[test]
fn databases_without_a_client() {
    let project = Project::new();
    let mut session = project.manage(&[], "dbshell --help");
    session += &project.manage(&[], "dbshell --database sqlite::memory:");
    session += &project.manage(&[], "dbshell --database oracle://user:secret@host/school");
    assert_golden!(session);
}
