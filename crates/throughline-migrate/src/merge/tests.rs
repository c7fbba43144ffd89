use super::*;
use crate::read;

const INITIAL: &str = "[[operation]]\ncreate_model = \"Student\"\ntable = \"student\"\n\
    fields = [{ name = \"id\", type = \"auto\", primary_key = true }]\n";
const AGE: &str = "[[operation]]\nadd_field = \"Student.age\"\ntype = \"integer\"\nfill = 0\n";
const NAME: &str = "[[operation]]\nadd_field = \"Student.name\"\ntype = \"text\"\nfill = \"\"\n";
const RENAMED: &str = "[[operation]]\nrename_model = \"Student\"\nto = \"Pupil\"\n";

/// The error of a merge of two branches, or the name of the migration and what it depends on.
fn merged(one: &str, other: &str) -> String {
    let file = |name: &str, depends: &str, text: &str| {
        let text = format!("format = 1\ndepends = [{depends}]\n{text}");
        read(name, &format!("m/{name}.toml"), &text).unwrap()
    };
    let files = vec![
        file("0001_initial", "", INITIAL),
        file("0002_a", "\"0001_initial\"", one),
        file("0002_b", "\"0001_initial\"", other),
    ];
    match merge(&Graph::unmerged(files.clone()).unwrap(), None) {
        Err(error) => error.to_string(),
        Ok(migration) => {
            let migration = migration.unwrap();
            let text = crate::write(&migration);
            let (_, text) = text.split_once("format = 1\n").unwrap();
            let merged = read(&migration.name, "m/merge.toml", &crate::write(&migration));
            let all = [files, vec![merged.unwrap()]].concat();
            let graph = Graph::new(all).unwrap();
            graph.state().unwrap();
            assert_eq!(merge(&graph, None).unwrap(), None);
            format!("{}: {}", migration.name, text.trim())
        }
    }
}

#[test]
fn branches_that_fit_are_merged() {
    let expected = "0003_merge_0002_a_0002_b: depends = [\"0002_a\", \"0002_b\"]";
    assert_eq!(merged(AGE, NAME), expected);
    assert_eq!(merged("", NAME), expected);
}

#[test]
fn the_operations_that_collide_are_named() {
    assert_eq!(
        merged(AGE, &format!("{NAME}{AGE}")),
        "`0002_a` and `0002_b` do not fit each other\n  \
         m/0002_a.toml:3: + Add field age to Student\n  \
         m/0002_b.toml:7: + Add field age to Student"
    );
    assert_eq!(
        merged(NAME, RENAMED),
        "`0002_a` and `0002_b` do not fit each other\n  \
         m/0002_a.toml:3: + Add field name to Student\n  \
         m/0002_b.toml:3: ~ Rename model Student to Pupil"
    );
    // Both orders can be replayed, and the last one wins.
    let table =
        |name: &str| format!("[[operation]]\nalter_table = \"Student\"\ntable = \"{name}\"\n");
    assert_eq!(
        merged(&table("one"), &table("two")),
        "`0002_a` and `0002_b` do not fit each other\n  \
         m/0002_a.toml:3: ~ Rename the table of Student to one\n  \
         m/0002_b.toml:3: ~ Rename the table of Student to two"
    );
}
