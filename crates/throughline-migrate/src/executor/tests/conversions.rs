//! Text that becomes something else: what it is then, and what is refused.

use super::*;
use crate::Target;

/// A table `note` with one row, whose text becomes that type. Gives the value, or none if the
/// row was in the way.
fn converted(text: &str, column_type: &str) -> Option<String> {
    let first = "format = 1\n[[operation]]\ncreate_model = \"Note\"\ntable = \"note\"\nfields = [\n\
         { name = \"id\", type = \"big_auto\", primary_key = true },\n\
         { name = \"x\", type = \"text\", null = true },\n]\n";
    let second = format!(
        "format = 1\ndepends = [\"0001_note\"]\n[[operation]]\nalter_field = \"Note.x\"\n\
         type = \"{column_type}\"\nnull = true\n"
    );
    let first = read("0001_note", "0001_note.toml", first).unwrap();
    let second = read("0002_type", "0002_type.toml", &second).unwrap();
    let graph = Graph::new(vec![first, second]).unwrap();
    let database = memory();
    let (start, end) = (Target::Migration("0001".into()), Target::Latest);
    go(&database, &graph, start).unwrap();
    execute_all(
        &database,
        &format!("INSERT INTO note (x) VALUES ('{text}')"),
    )
    .unwrap();
    let error = go(&database, &graph, end).err();
    let value = rows(&database, "SELECT x FROM note").swap_remove(0);
    match error {
        None => Some(value),
        Some(_) => {
            assert_eq!(value, text, "what is refused stays as it was");
            None
        }
    }
}

#[test]
fn text_becomes_what_postgresql_makes_of_it() {
    for (text, column_type, expected) in [
        ("\t true\n", "boolean", Some("1")),
        ("Off ", "boolean", Some("0")),
        ("perhaps", "boolean", None),
        (" 42", "integer", Some("42")),
        ("4x", "integer", None),
        ("2028-02-29", "date", Some("2028-02-29")),
        ("2027-02-29", "date", None),
        ("23:59:59", "time", Some("23:59:59")),
        ("25:00:00", "time", None),
        (
            "2028-02-29 12:00:00",
            "datetime",
            Some("2028-02-29 12:00:00"),
        ),
        ("2028-13-01 12:00:00", "datetime", None),
        (
            "\tA0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
            "uuid",
            Some("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ),
        ("a0eebc99", "uuid", None),
        ("{\"a\": 1}", "json", Some("{\"a\": 1}")),
        ("{", "json", None),
    ] {
        let value = converted(text, column_type);
        assert_eq!(value.as_deref(), expected, "{text:?} as {column_type}");
    }
}
