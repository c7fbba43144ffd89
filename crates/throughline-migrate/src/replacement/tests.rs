use jiff::Timestamp;

use super::*;
use crate::plan::pending;
use crate::read;

fn file(name: &str, depends: &[&str], replaces: &[&str]) -> MigrationFile {
    let text = format!("format = 1\ndepends = {depends:?}\nreplaces = {replaces:?}\n");
    read(name, &format!("m/{name}.toml"), &text).unwrap()
}

const SQUASHED: &str = "0001_squashed_0003_c";

/// Three that are squashed, and one that depends on the last of them.
fn files() -> Vec<MigrationFile> {
    vec![
        file("0001_a", &[], &[]),
        file("0002_b", &["0001_a"], &[]),
        file("0003_c", &["0002_b"], &[]),
        file(SQUASHED, &[], &["0001_a", "0002_b", "0003_c"]),
        file("0004_d", &["0003_c"], &[]),
    ]
}

/// The last two.
fn without_replaced() -> Vec<MigrationFile> {
    files().split_off(3)
}

fn ledger(names: &[&str]) -> Vec<AppliedMigration> {
    let files = files();
    let rows = names.iter().map(|name| AppliedMigration {
        name: (*name).to_owned(),
        checksum: files
            .iter()
            .find(|file| file.name() == *name)
            .unwrap()
            .checksum
            .clone(),
        applied_at: Timestamp::UNIX_EPOCH,
    });
    rows.collect()
}

/// What is pending for this ledger.
fn pending_of(files: Vec<MigrationFile>, names: &[&str]) -> Vec<String> {
    let (graph, ledger) = resolve(&Graph::new(files).unwrap(), &ledger(names)).unwrap();
    let pending = pending(&graph, &ledger).unwrap().into_iter();
    pending.map(|file| file.name().to_owned()).collect()
}

#[test]
fn none_or_all_of_the_replaced_are_the_squashed_one() {
    for files in [files(), without_replaced()] {
        assert_eq!(pending_of(files.clone(), &[]), [SQUASHED, "0004_d"]);
        assert_eq!(pending_of(files.clone(), &[SQUASHED]), ["0004_d"]);
        let all = ["0001_a", "0002_b", "0003_c"];
        assert_eq!(pending_of(files.clone(), &all), ["0004_d"]);
        assert_eq!(pending_of(files, &[SQUASHED, "0004_d"]), [""; 0]);
    }
    let graph = Graph::new(files()).unwrap();
    assert_eq!(graph.leaves(), ["0004_d"]);
    assert_eq!(graph.next_number(), 5);
    let squashed = Graph::new(vec![files().remove(3)]).unwrap();
    assert_eq!(squashed.next_number(), 4);
}

#[test]
fn some_of_the_replaced_are_followed_by_the_others() {
    assert_eq!(
        pending_of(files(), &["0001_a"]),
        ["0002_b", "0003_c", "0004_d"]
    );
    let graph = Graph::new(without_replaced()).unwrap();
    let error = resolve(&graph, &ledger(&["0001_a"])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this database has 1 of the 3 migrations that m/0001_squashed_0003_c.toml replaces, and \
         not `0002_b`"
    );
}

#[test]
fn what_depends_on_the_squashed_one_depends_on_all_that_it_replaces() {
    let mut files = files();
    files.push(file("0005_e", &[SQUASHED, "0004_d"], &[]));
    assert_eq!(
        pending_of(files, &["0001_a", "0002_b"]),
        ["0003_c", "0004_d", "0005_e"]
    );
}

#[test]
fn when_no_database_needs_it_replaces_may_go() {
    let plain = read(SQUASHED, "m/s.toml", "format = 1\ndepends = []\n").unwrap();
    let squashed = &files()[3];
    assert_eq!(plain.checksum, squashed.checksum);
    let graph = vec![plain, file("0004_d", &[SQUASHED], &[])];
    assert_eq!(pending_of(graph, &[SQUASHED]), ["0004_d"]);
}

#[test]
fn a_replaces_that_cannot_be_is_an_error() {
    let error = |extra: MigrationFile| {
        let mut files = files();
        files.push(extra);
        Graph::new(files).unwrap_err().to_string()
    };
    assert_eq!(
        error(file("0002_x", &[], &["0002_b", "0009_y"])),
        "2 faults in what migrations replace\n  \
         m/0002_x.toml replaces `0009_y`, which is not there, and `0002_b`, which is\n  \
         m/0001_squashed_0003_c.toml and m/0002_x.toml both replace `0002_b`"
    );
    assert_eq!(
        error(file("0001_x", &[], &[SQUASHED])),
        "m/0001_x.toml replaces `0001_squashed_0003_c`, which replaces others itself"
    );
    assert_eq!(
        error(file("0004_x", &["0004_d"], &["0004_d"])),
        "migrations depend on each other in a circle: `0004_x`"
    );
}
