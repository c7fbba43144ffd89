//! `migrations!()`: the files of a folder, in the order of their names.

use throughline::{Migrations, migrations};

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

/// The macro has a list of its own, since it uses no other crate of ours.
#[test]
fn the_operations_that_are_known_are_those_of_the_reader() {
    let text = "format = 1\n[[operation]]\nsql = \"\"";
    let error = migrations::read("0001_initial", "", text).expect_err("there is no `sql`");
    let message = error.to_string();
    let (_, operations) = message.split_once("begins with").expect("they follow");
    let told = include_str!(
        "../../../throughline-macros/src/migrations/snapshots/\
         throughline_macros__migrations__tests__every_fault_is_told_with_its_place.snap"
    );
    assert!(
        told.contains(&format!("begins with{operations}\n")),
        "{operations}"
    );
}
