//! Squashed migrations on databases that have none, some or all of the replaced ones.

use super::*;
use crate::{Target, squash};

/// Three migrations.
fn files() -> Vec<MigrationFile> {
    let second = between(&school(), &older_school());
    let student = ProjectState::of([model("Room", [])]);
    graph(&[&initial(&school()), &second, &initial(&student)])
        .files()
        .to_vec()
}

/// The first two as one.
fn squashed() -> MigrationFile {
    let graph = Graph::new(files()).unwrap();
    let migration = squash(&graph, None, "0002", None, true).unwrap().migration;
    let path = format!("m/{}.toml", migration.name);
    read(&migration.name, &path, &write(&migration)).unwrap()
}

const SQUASHED: &str = "0001_squashed_0002_test";

/// All of them.
fn with_squashed() -> Graph {
    let mut files = files();
    files.push(squashed());
    Graph::new(files).unwrap()
}

fn ledger(database: &Database) -> Vec<String> {
    rows(
        database,
        "SELECT name FROM throughline_migrations ORDER BY name",
    )
}

/// The schema that the three make, one by one.
fn expected() -> Vec<String> {
    let database = memory();
    migrate(&database, &Graph::new(files()).unwrap()).unwrap();
    schema(&database)
}

#[test]
fn a_new_database_gets_the_squashed_one() {
    let database = memory();
    let applied = migrate(&database, &with_squashed()).unwrap();
    assert_eq!(applied.migrations, [SQUASHED, "0003_test"]);
    assert_eq!(ledger(&database), [SQUASHED, "0003_test"]);
    assert_eq!(schema(&database), expected());

    let back = go(
        &database,
        &with_squashed(),
        Target::Migration("0001".into()),
    )
    .unwrap();
    assert_eq!(back.undone, ["0003_test"]);
    let back = go(&database, &with_squashed(), Target::Zero).unwrap();
    assert_eq!(back.undone, [SQUASHED]);
    assert_eq!(ledger(&database), [""; 0]);
}

#[test]
fn a_database_that_has_all_of_the_replaced_has_the_squashed_one() {
    let database = memory();
    let old = Graph::new(files()[..2].to_vec()).unwrap();
    migrate(&database, &old).unwrap();
    let applied = migrate(&database, &with_squashed()).unwrap();
    assert_eq!(applied.recorded, [SQUASHED]);
    assert_eq!(applied.migrations, ["0003_test"]);
    assert_eq!(ledger(&database), [SQUASHED, "0003_test"]);
    assert_eq!(schema(&database), expected());
    assert_eq!(
        migrate(&database, &with_squashed()).unwrap(),
        Applied::default()
    );

    let deleted = Graph::new(vec![squashed(), files().remove(2)]).unwrap();
    assert_eq!(migrate(&database, &deleted).unwrap(), Applied::default());
}

#[test]
fn a_database_that_has_some_of_the_replaced_gets_the_others() {
    let database = memory();
    go(
        &database,
        &Graph::new(files()).unwrap(),
        Target::Migration("0001".into()),
    )
    .unwrap();
    let error = go(
        &database,
        &with_squashed(),
        Target::Migration(SQUASHED.into()),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`0001_squashed_0002_test` is not used yet: this database has some of the migrations that \
         it replaces"
    );
    let applied = migrate(&database, &with_squashed()).unwrap();
    assert_eq!(applied.migrations, ["0002_test", "0003_test"]);
    assert_eq!(applied.recorded, [SQUASHED]);
    assert_eq!(ledger(&database), [SQUASHED, "0003_test"]);
    assert_eq!(schema(&database), expected());
    let error = go(
        &database,
        &with_squashed(),
        Target::Migration("0002".into()),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`0002_test` is replaced by `0001_squashed_0002_test`"
    );
}

#[test]
fn the_ledger_alone_is_written_when_faked() {
    let fake = |database: &Database, target: Target| {
        let graph = Graph::new(files()).unwrap();
        database.run_blocking(With(Box::new(move |connection| {
            Box::pin(async move { crate::fake(connection, &graph, &target, &mut ()).await })
        })))
    };
    let database = memory();
    let applied = fake(&database, Target::Migration("0002".into())).unwrap();
    assert_eq!(applied.migrations, ["0001_test", "0002_test"]);
    assert_eq!(ledger(&database), ["0001_test", "0002_test"]);
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    assert_eq!(rows(&database, tables), ["throughline_migrations"]);
    let applied = fake(&database, Target::Zero).unwrap();
    assert_eq!(applied.undone, ["0002_test", "0001_test"]);
    assert_eq!(ledger(&database), [""; 0]);
}
