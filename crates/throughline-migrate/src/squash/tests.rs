use super::*;
use crate::read;

fn file(name: &str, depends: &[&str], text: &str) -> MigrationFile {
    let text = format!("format = 1\ndepends = {depends:?}\n{text}");
    read(name, &format!("m/{name}.toml"), &text).unwrap()
}

fn create(model: &str) -> String {
    let table = model.to_lowercase();
    format!(
        "[[operation]]\ncreate_model = \"{model}\"\ntable = \"{table}\"\n\
         fields = [{{ name = \"id\", type = \"auto\", primary_key = true }}]\n"
    )
}

const NAME: &str = "[[operation]]\nadd_field = \"Club.name\"\ntype = \"text\"\nfill = \"none\"\n";

/// Two branches from the first, and a merge.
fn graph() -> Graph {
    Graph::new(vec![
        file("0001_a", &[], &create("Student")),
        file("0002_b", &["0001_a"], &create("Club")),
        file("0002_c", &["0001_a"], &create("Course")),
        file("0003_d", &["0002_b"], NAME),
        file("0004_e", &["0002_c", "0003_d"], &create("Room")),
    ])
    .unwrap()
}

fn told(squashed: &Squashed) -> (String, Vec<String>, Vec<String>, Vec<String>) {
    let migration = squashed.migration.clone();
    let operations = migration.operations.iter().map(Operation::description);
    (
        migration.name,
        migration.depends,
        migration.replaces,
        operations.collect(),
    )
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn from_the_beginning_on_it_depends_on_nothing() {
    let squashed = squash(&graph(), None, "0003", None, true).unwrap();
    assert_eq!(squashed.operations_before, 3);
    assert_eq!(
        told(&squashed),
        (
            "0001_squashed_0003_d".to_owned(),
            texts(&[]),
            texts(&["0001_a", "0002_b", "0003_d"]),
            texts(&["+ Create model Student", "+ Create model Club"]),
        )
    );
}

#[test]
fn a_part_depends_on_what_its_migrations_depend_on() {
    let squashed = squash(&graph(), Some("0003"), "0004", Some("rooms"), false).unwrap();
    assert_eq!(
        told(&squashed),
        (
            "0003_rooms".to_owned(),
            texts(&["0002_b", "0002_c"]),
            texts(&["0003_d", "0004_e"]),
            texts(&["+ Add field name to Club", "+ Create model Room"]),
        )
    );
    let text = crate::write(&squashed.migration);
    let read = crate::read("0003_rooms", "m/0003_rooms.toml", &text).unwrap();
    let mut files = graph().files().to_vec();
    files.push(read);
    let graph = Graph::new(files).unwrap();
    assert_eq!(graph.state().unwrap(), self::graph().state().unwrap());
    assert_eq!(graph.leaves(), ["0003_rooms"]);
}

#[test]
fn what_cannot_be_squashed_is_said() {
    let error = |first: Option<&str>, last: &str| {
        squash(&graph(), first, last, None, true)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(error(None, "0009"), "there is no migration `0009`");
    assert_eq!(error(None, "0002"), "several migrations begin with `0002`");
    assert_eq!(
        error(Some("0002_c"), "0003"),
        "`0003_d` does not depend on `0002_c`"
    );
    assert_eq!(
        error(Some("0003"), "0003"),
        "one migration alone cannot be squashed"
    );
    let parts = "[[operation]]\nrun_rust = \"fill\"\nmodel = \"Student\"\nresumable = true\n";
    let files = vec![
        file("0001_a", &[], &create("Student")),
        file("0002_parts", &["0001_a"], parts),
    ];
    let in_parts = Graph::new(files).unwrap();
    assert_eq!(
        squash(&in_parts, None, "0002", None, true)
            .unwrap_err()
            .to_string(),
        "`0002_parts` is applied in parts, and cannot be one with others"
    );
    let squashed = read(
        "0001_all",
        "m/0001_all.toml",
        "format = 1\nreplaces = [\"0000_a\"]\n",
    );
    let graph = Graph::new(vec![squashed.unwrap(), file("0002_b", &["0001_all"], "")]).unwrap();
    assert_eq!(
        squash(&graph, None, "0002", None, true)
            .unwrap_err()
            .to_string(),
        "`0001_all` replaces others, and cannot be replaced itself"
    );
}
