//! Whether a name can be that of a package which depends on throughline.

/// Words of Rust, which no crate can be called by.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The crates that come with Rust.
const RUST: &[&str] = &["alloc", "core", "proc_macro", "std", "test"];

/// The folders beside the program, in `target`.
const FOLDERS: &[&str] = &["build", "deps", "examples", "incremental"];

/// Why a name cannot be that of a package, if it cannot.
pub(crate) fn fault(name: &str) -> Option<String> {
    let begins = name.chars().next();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let crate_name = name.replace('-', "_");
    let reason = if begins.is_none() {
        "it is empty".to_owned()
    } else if let Some(sign) = name.chars().find(|&c| !plain(c)) {
        format!("it has a {}", shown(sign))
    } else if begins.is_some_and(|c| c.is_ascii_digit()) {
        "it begins with a digit".to_owned()
    } else if begins.is_some_and(|c| !c.is_ascii_alphabetic()) {
        "it does not begin with a letter".to_owned()
    } else if KEYWORDS.contains(&&*crate_name) {
        "it is a word of Rust".to_owned()
    } else if RUST.contains(&&*crate_name) {
        "a crate that comes with Rust has it".to_owned()
    } else if FOLDERS.contains(&name) {
        "cargo has a folder of that name".to_owned()
    } else if crate_name == "throughline" {
        "the package would depend on one of its own name".to_owned()
    } else if crate_name == "manage" {
        "the program behind `cargo manage` has it".to_owned()
    } else {
        return None;
    };
    Some(reason)
}

fn shown(sign: char) -> String {
    match sign {
        ' ' => "space".to_owned(),
        sign => format!("`{}`", sign.escape_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cargo_takes() {
        for name in ["school", "my-school", "my_school2", "School", "x"] {
            assert_eq!(fault(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_cannot_be_and_why() {
        for (name, expected) in [
            ("", "it is empty"),
            ("1school", "it begins with a digit"),
            ("-school", "it does not begin with a letter"),
            ("my school", "it has a space"),
            ("a.b", "it has a `.`"),
            ("größe", "it has a `\\u{f6}`"),
            ("struct", "it is a word of Rust"),
            ("proc-macro", "a crate that comes with Rust has it"),
            ("deps", "cargo has a folder of that name"),
            (
                "throughline",
                "the package would depend on one of its own name",
            ),
            ("manage", "the program behind `cargo manage` has it"),
        ] {
            assert_eq!(fault(name).as_deref(), Some(expected), "{name}");
        }
    }
}
