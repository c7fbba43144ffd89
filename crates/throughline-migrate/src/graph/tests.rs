use super::*;
use crate::read;

fn file(name: &str, depends: &[&str]) -> MigrationFile {
    let text = format!("format = 1\ndepends = {depends:?}\n");
    read(name, &format!("migrations/{name}.toml"), &text).unwrap()
}

fn error(files: Vec<MigrationFile>) -> String {
    Graph::new(files).unwrap_err().to_string()
}

#[test]
fn each_is_behind_those_it_depends_on() {
    let files = vec![
        file("0003_c", &["0001_a"]),
        file("0002_b", &["0003_c"]),
        file("0001_a", &[]),
        file("0006_d", &["0001_a"]),
    ];
    let graph = Graph::unmerged(files.clone()).unwrap();
    let names: Vec<_> = graph.files().iter().map(MigrationFile::name).collect();
    assert_eq!(names, ["0001_a", "0003_c", "0002_b", "0006_d"]);
    assert_eq!(graph.leaves(), ["0002_b", "0006_d"]);
    assert_eq!(graph.next_number(), 7);
    assert_eq!(
        error(files),
        "migrations conflict: no other depends on `0002_b` or `0006_d`"
    );
}

#[test]
fn two_of_one_number_are_merged_by_one_that_depends_on_both() {
    let mut files = vec![
        file("0001_a", &[]),
        file("0002_c", &["0001_a"]),
        file("0002_b", &["0001_a"]),
    ];
    assert_eq!(
        error(files.clone()),
        "migrations conflict: no other depends on `0002_b` or `0002_c`"
    );
    files.push(file("0003_merge", &["0002_b", "0002_c"]));
    let graph = Graph::new(files).unwrap();
    let names: Vec<_> = graph.files().iter().map(MigrationFile::name).collect();
    assert_eq!(names, ["0001_a", "0002_b", "0002_c", "0003_merge"]);
}

#[test]
fn faults_of_the_files_are_all_named() {
    assert_eq!(
        error(vec![file("0001_a", &["0000_x"])]),
        "migrations/0001_a.toml depends on `0000_x`, which is not there"
    );
    assert_eq!(
        error(vec![
            file("0001_a", &["0002_b"]),
            file("0002_b", &["0001_a"])
        ]),
        "migrations depend on each other in a circle: `0001_a`, `0002_b`"
    );
    assert_eq!(
        error(vec![file("initial", &[])]),
        "`initial.toml` has not the name of a migration"
    );
    assert_eq!(
        error(vec![file("01_a", &[])]),
        "`01_a.toml` has not the name of a migration"
    );
}

#[test]
fn an_operation_that_does_not_fit_names_its_place() {
    let text = "format = 1\n\n[[operation]]\nadd_index = \"Student\"\nfields = [\"name\"]\n";
    let graph = Graph::new(vec![read("0001_a", "m/0001_a.toml", text).unwrap()]).unwrap();
    let error = graph.state().unwrap_err();
    assert_eq!(
        error.to_string(),
        "m/0001_a.toml:3: there is no model `Student` at this point"
    );
}
