//! What does not compile, and what the compiler says about it.
//!
//! `TRYBUILD=overwrite cargo test -p throughline --test ui` writes what it says now; a person
//! reads it before it is kept. One theme or case alone: `… --test ui -- trybuild=relation/`.

#[test]
fn declarations_and_uses_that_do_not_compile() {
    let cases = trybuild::TestCases::new();
    for theme in ["declaration", "attribute", "relation", "builder", "query"] {
        cases.compile_fail(format!("tests/ui/{theme}/*.rs"));
    }
}
