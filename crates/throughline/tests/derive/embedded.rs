//! `migrations!()`: the files of a folder, in the order of their names.

use throughline::Migrations;

#[test]
fn a_folder_that_is_not_there_yet_has_no_migrations() {
    const NONE: Migrations = throughline::migrations!("tests/derive/no_such_folder");
    assert_eq!(NONE, Migrations::new(&[]));
}

#[test]
fn the_files_of_a_folder_are_embedded_in_order() {
    const TWO: Migrations = throughline::migrations!("tests/derive/migrations");
    let expected = Migrations::new(&[
        ("0001_initial", include_str!("migrations/0001_initial.toml")),
        (
            "0002_student_name",
            include_str!("migrations/0002_student_name.toml"),
        ),
    ]);
    assert_eq!(TWO, expected);
}
