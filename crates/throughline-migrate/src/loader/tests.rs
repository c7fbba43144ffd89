use super::*;

fn migration(name: &str) -> Migration {
    Migration {
        name: name.to_owned(),
        ..Migration::default()
    }
}

#[test]
fn a_saved_migration_is_loaded_again() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path().join("new").join("migrations");
    assert_eq!(load_directory(&directory).unwrap(), Graph::default());
    let path = save(&directory, &migration("0001_initial")).unwrap();
    assert_eq!(path, directory.join("0001_initial.toml"));
    fs::write(directory.join("README.md"), "not a migration").unwrap();
    let graph = load_directory(&directory).unwrap();
    assert_eq!(graph.files()[0].migration, migration("0001_initial"));
    assert_eq!(
        fs::read_dir(&directory).unwrap().count(),
        2,
        "no draft is left"
    );
}

#[test]
fn no_file_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("0001_initial.toml"), "mine").unwrap();
    let error = save(directory.path(), &migration("0001_initial")).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("0001_initial.toml is there already"),
        "{error}"
    );
    assert_eq!(
        fs::read(directory.path().join("0001_initial.toml")).unwrap(),
        b"mine"
    );
}

#[test]
fn what_cannot_be_read_or_written_names_the_path() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let error = save(&file.join("migrations"), &migration("0001_initial")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("file"), "{error}");
    fs::write(directory.path().join("0001_x.toml"), [0xff]).unwrap();
    let error = load_directory(directory.path()).unwrap_err();
    assert!(error.to_string().ends_with("0001_x.toml"), "{error}");
}
