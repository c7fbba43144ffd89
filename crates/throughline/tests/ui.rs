//! What does not compile, and what the compiler says about it.
//!
//! `TRYBUILD=overwrite cargo test -p throughline --test ui` writes what it says now; a person
//! reads it before it is kept. One theme or case alone: `… --test ui -- declarations trybuild=relation/`.

const THEMES: [&str; 6] = [
    "declaration",
    "attribute",
    "relation",
    "builder",
    "query",
    "row",
];

#[test]
fn declarations_and_uses_that_do_not_compile() {
    let cases = trybuild::TestCases::new();
    for theme in THEMES {
        cases.compile_fail(format!("tests/ui/{theme}/*.rs"));
    }
}

/// What DJANGO.md says is a compile error is one.
#[test]
fn each_case_that_the_documentation_names_is_there() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join("../../DJANGO.md")).expect("it is readable");
    let words = text.split('`');
    let cases: Vec<&str> = words
        .filter(|word| {
            THEMES
                .iter()
                .any(|theme| word.starts_with(&format!("{theme}/")))
        })
        .collect();
    assert!(cases.len() > 40, "there are {} cases", cases.len());
    for case in cases {
        let file = folder.join(format!("tests/ui/{case}.stderr"));
        assert!(file.exists(), "DJANGO.md names `{case}`, which is no case");
    }
}
