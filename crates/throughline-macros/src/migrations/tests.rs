//! Folders that can be migrations, and such that cannot.

use quote::quote;

use super::{File, check, expand, files};

/// The faults of files with these names and texts, each behind `format = 1`.
fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let file = |(name, text): &(&str, &str)| File {
        name: (*name).to_owned(),
        label: format!("migrations/{name}.toml"),
        path: "".into(),
        text: format!("format = 1\n{text}\n"),
    };
    check::faults(&files.iter().map(file).collect::<Vec<_>>())
}

/// What is wrong with the files of `tests/faulty`.
#[test]
fn every_fault_is_told_with_its_place() {
    let files = files(
        env!("CARGO_MANIFEST_DIR").as_ref(),
        "src/migrations/tests/faulty",
    );
    let faults = check::faults(&files.expect("it is readable"));
    insta::assert_snapshot!(faults.join("\n"));

    let output = expand(quote!("src/migrations/tests/faulty")).expect("the folder is there");
    let errors = output.to_string().matches("compile_error !").count();
    assert_eq!(errors, faults.len());
    syn::parse2::<syn::ExprBlock>(output).expect("it stands where a value is expected");
}

#[test]
fn a_squashed_migration_stands_for_those_that_it_replaces() {
    let squashed = (
        "0002_squashed",
        "replaces = [\"0001_initial\", \"0002_name\"]",
    );
    let initial = ("0001_initial", "");
    let name = ("0002_name", "depends = [\"0001_initial\"]");
    let next = ("0003_next", "depends = [\"0002_name\"]");
    assert_eq!(faults(&[initial, name, squashed, next]), [""; 0]);
    assert_eq!(faults(&[squashed, next]), [""; 0]);
    let missing = "migrations/0003_next.toml:2: it depends on `0002_name`, which is not there: \
                   restore that file, or correct `depends`";
    assert_eq!(faults(&[initial, next]), [missing]);
}

/// A command mends them, and is compiled with them.
#[test]
fn branches_that_are_not_merged_yet_are_no_fault() {
    let after_initial = "depends = [\"0001_initial\"]";
    let files = [
        ("0001_initial", ""),
        ("0002_age", after_initial),
        ("0002_club", after_initial),
    ];
    assert_eq!(faults(&files), [""; 0]);
}

#[test]
fn those_that_depend_on_each_other_are_named() {
    let files = [
        ("0001_initial", ""),
        ("0002_age", "depends = [\"0001_initial\", \"0003_club\"]"),
        ("0003_club", "depends = [\"0002_age\"]"),
    ];
    let circle = "`0002_age`, `0003_club` depend on each other in a circle: correct `depends` in \
                  one of these files";
    assert_eq!(faults(&files), [circle]);
}

#[test]
fn a_name_has_a_number_of_four_digits() {
    for (name, is_one) in [
        ("0001_initial", true),
        ("10000_later", true),
        ("0002_größe", true),
        ("001_initial", false),
        ("initial", false),
        ("0001", false),
        ("0001_", false),
        ("0001_add-club", false),
    ] {
        assert_eq!(faults(&[(name, "")]).is_empty(), is_one, "{name}");
    }
}
