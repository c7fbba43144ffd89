use super::*;
use crate::read;

fn graph() -> Graph {
    let file = |name: &str, depends: &str| {
        let text = format!("format = 1\ndepends = [{depends}]\n");
        read(name, &format!("m/{name}.toml"), &text).unwrap()
    };
    Graph::new(vec![
        file("0001_a", ""),
        file("0002_b", "\"0001_a\""),
        file("0003_c", "\"0001_a\""),
        file("0004_merge", "\"0002_b\", \"0003_c\""),
    ])
    .unwrap()
}

fn applied(names: &[&str]) -> Vec<AppliedMigration> {
    let graph = graph();
    names
        .iter()
        .map(|&name| AppliedMigration {
            name: name.to_owned(),
            checksum: graph
                .files()
                .iter()
                .find(|file| file.name() == name)
                .map_or_else(String::new, |file| file.checksum.clone()),
            applied_at: Timestamp::UNIX_EPOCH,
        })
        .collect()
}

#[test]
fn the_difference_of_the_sets_is_pending() {
    let graph = graph();
    let names = |ledger: &[&str]| -> Vec<String> {
        let pending = pending(&graph, &applied(ledger)).unwrap();
        pending
            .into_iter()
            .map(|file| file.name().to_owned())
            .collect()
    };
    assert_eq!(names(&[]), ["0001_a", "0002_b", "0003_c", "0004_merge"]);
    assert_eq!(
        names(&["0001_a", "0003_c"]),
        ["0002_b", "0004_merge"],
        "not what is behind the last one"
    );
    assert_eq!(
        names(&["0001_a", "0002_b", "0003_c", "0004_merge"]),
        [""; 0]
    );
}

#[test]
fn a_ledger_that_does_not_fit_is_an_error() {
    let graph = graph();
    let mut changed = applied(&["0001_a"]);
    changed[0].checksum = "sha256:other".into();
    let errors = [
        pending(&graph, &changed),
        pending(&graph, &applied(&["0001_a", "0004_d"])),
        pending(&graph, &applied(&["0002_b"])),
    ]
    .map(|result| result.unwrap_err().to_string());
    assert_eq!(
        errors,
        [
            "m/0001_a.toml was changed after it was applied",
            "migration `0004_d` was applied to this database, and its file is not there",
            "`0002_b` was applied, and not `0001_a`, on which it depends",
        ]
    );
}
