//! Operations of migrations: the words that they begin with, their types, and an example of each.

use std::fs;
use std::path::Path;

use super::declared::{Declared, first};
use crate::Result;
use crate::workspace::Workspace;

const WORDS: &str = "crates/throughline-migrate/src/reader/operation.rs";
const TYPES: &str = "crates/throughline-migrate/src/operation";
const VARIANTS: &str = "crates/throughline-migrate/src/operation.rs";

/// Each folder is a change of models, with the operations that are written for it.
const CASES: &str = "crates/throughline-migrate/tests/autodetector";

/// Examples of operations that are written by hand alone. A test of the guide reads them.
const BY_HAND: [(&str, &str); 2] = [
    (
        "run_sql",
        "run_sql = \"UPDATE course SET title = trim(title)\"\nreverse = \"\"\n",
    ),
    (
        "run_rust",
        "run_rust = \"split_topics\"\nmodel = \"Course\"\nbatch = 500\nreverse = \"\"\n",
    ),
];

const HEAD: &str = "\
# Operations of migrations

A migration is a file of TOML with a list of operations. `makemigrations` writes them, and they may be edited before
the file is applied anywhere. Each begins with the key that names it:

```toml
format = 1
depends = [\"0001_initial\"]

[[operation]]
add_index = \"Course\"
fields = [\"title\"]
```

What an operation says is what became of what. The tables before and after it follow from the operations before it, and
the way back is the same read the other way round. One that loses rows or values says `lossy = true`, and is refused
without it.
";

pub(super) fn page(workspace: &Workspace) -> Result<String> {
    let variants = Declared::read(workspace, VARIANTS)?.variants("Operation")?;
    let words = Declared::read(workspace, WORDS)?.table("KINDS")?.concat();
    let mut page = format!("{HEAD}\n| operation | |\n| --- | --- |\n");
    for word in &words {
        let name = upper_camel(word);
        let variant = variants.iter().find(|variant| variant.name == name);
        let variant = variant.ok_or_else(|| format!("{VARIANTS} has no variant `{name}`"))?;
        page += &format!("| [`{word}`](#{word}) | {} |\n", first(&variant.docs));
    }
    for variant in &variants {
        if !words.iter().any(|word| upper_camel(word) == variant.name) {
            return Err(format!("`{}` of {VARIANTS} has no word in {WORDS}", variant.name).into());
        }
    }
    for word in &words {
        let source = Declared::read(workspace, &format!("{TYPES}/{word}.rs"))?;
        let mut docs = source.structure(&upper_camel(word))?;
        for other in &words {
            docs = docs.replace(&format!("`{}`", upper_camel(other)), &format!("`{other}`"));
        }
        page += &format!("\n## `{word}`\n\n{docs}\n");
        for example in examples(workspace, word)? {
            page += &format!("\n```toml\n[[operation]]\n{example}```\n");
        }
    }
    Ok(page)
}

/// `RenameModel` for `rename_model`.
fn upper_camel(word: &str) -> String {
    let parts = word.split('_').map(|part| {
        let (first, rest) = part.split_at(1.min(part.len()));
        first.to_uppercase() + rest
    });
    parts.collect()
}

/// The shortest operation of that word among the cases; and the shortest about a many-to-many
/// field, if it is another one.
fn examples(workspace: &Workspace, word: &str) -> Result<Vec<String>> {
    if let Some((_, example)) = BY_HAND.iter().find(|(own, _)| *own == word) {
        return Ok(vec![(*example).to_owned()]);
    }
    let mut folders = Vec::new();
    for entry in fs::read_dir(workspace.root.join(CASES))? {
        folders.push(entry?.file_name().to_string_lossy().into_owned());
    }
    folders.sort();
    let mut all = Vec::new();
    for folder in folders {
        let file = Path::new(CASES).join(folder).join("operations.toml");
        let text = workspace.read(&file).unwrap_or_default();
        let operations = text.split("[[operation]]\n").skip(1);
        let operations = operations.filter(|one| one.starts_with(&format!("{word} = ")));
        all.extend(operations.map(|one| format!("{}\n", one.trim_end())));
    }
    let shortest = all.iter().min_by_key(|one| one.len());
    let shortest = shortest.ok_or_else(|| {
        format!("no operation `{word}` in {CASES}: the guide's reference shows one")
    })?;
    let many = all.iter().filter(|one| one.contains("\"many_to_many\""));
    let many = many.min_by_key(|one| one.len());
    let examples = std::iter::once(shortest).chain(many.filter(|many| *many != shortest));
    Ok(examples.cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_a_word() {
        assert_eq!(upper_camel("links_to_model"), "LinksToModel");
    }
}
