//! The examples of operations in the reference can be read as migrations.

use throughline::migrations;

#[test]
fn each_example_of_an_operation_can_be_read() {
    let page = include_str!("../book/reference/operations.md");
    let examples: Vec<_> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(examples.len() > 20);
    for example in examples {
        let text = match example.starts_with("format") {
            true => example.to_owned(),
            false => format!("format = 1\n{example}"),
        };
        let read = migrations::read("0002_example", "0002_example.toml", &text);
        let file = read.unwrap_or_else(|error| panic!("{error}:\n{text}"));
        assert_eq!(file.migration.operations.len(), 1);
    }
}
